/** The hours of fourteen days as a heat map (ECharts). Its colours are the theme's; a row opens the day in the register. */
const BOX = "[data-heat]";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** One of six steps of one hue; nothing at all is the first. By the root, so that one bad hour does not pale all others. */
function step(n, most) {
  return n ? Math.min(5, 1 + Math.floor(4 * Math.sqrt((n - 1) / Math.max(1, most - 1)))) : 0;
}

/** All hours of all days, those without a ticket too: the grid must be seen. */
function cells(heat) {
  const known = new Map(heat.cells.map(([hour, day, n]) => [`${hour}-${day}`, n]));
  return heat.days.flatMap((_, day) =>
    Array.from({ length: 24 }, (_, hour) => [hour, day, known.get(`${hour}-${day}`) || 0]),
  );
}

function options(heat, width, height) {
  const rows = heat.days.length;
  const left = 62, right = 4, top = 4, bottom = 22;
  const size = [Math.floor((width - left - right) / 24) - 1, Math.floor((height - top - bottom) / rows) - 1];
  const label = { color: colour("ink-3"), fontSize: 12, fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    animation: false,
    grid: { left, right, top, bottom },
    tooltip: {
      renderMode: "richText",
      formatter: ({ value: [hour, day, n] }) => `${heat.days[day].words} ${hour}:00  ${heat.unit.replace("{n}", n)}`,
    },
    xAxis: {
      type: "category", data: Array.from({ length: 24 }, (_, hour) => hour), axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...label, interval: 3, formatter: (hour) => heat.hour.replace("{h}", hour) },
    },
    yAxis: {
      type: "category", inverse: true, data: heat.days.map((day) => day.words), axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...label, interval: rows * 14 > height ? 1 : 0 },
    },
    series: [{
      type: "scatter", symbol: "rect", symbolSize: size, data: cells(heat), cursor: "pointer",
      itemStyle: { color: ({ value }) => colour(`heat-${step(value[2], heat.most)}`) },
      emphasis: { scale: false, itemStyle: { borderColor: colour("ink"), borderWidth: 1.5 } },
    }],
  };
}

function draw(box) {
  if (!window.echarts || !box.clientWidth) return;
  const heat = JSON.parse(box.dataset.heat);
  const chart = window.echarts.getInstanceByDom(box) || window.echarts.init(box, null, { renderer: "canvas" });
  chart.resize();
  chart.setOption(options(heat, box.clientWidth, box.clientHeight), { notMerge: true });
  chart.off("click");
  chart.on("click", ({ value }) => {
    const { url } = heat.days[value[1]];
    if (url) location.assign(url);
  });
}

const drawAll = () => document.querySelectorAll(BOX).forEach(draw);
document.addEventListener("theme", drawAll);
document.addEventListener("htmx:afterSwap", drawAll);
addEventListener("resize", drawAll);
drawAll();
