"""What a company has laid down for its visits: causes, parts, checklists."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from bench.demo.ids import Ids
from bench.demo.store import Store
from servicedesk.people.enums import Skill as S
from visits.models import Cause, CheckLine, Checklist, ChecklistVersion, StockPart

MODELS = (Cause, StockPart, Checklist, ChecklistVersion)
CAUSES = (
    ("A01", "自然老化", ""), ("A02", "使用不当", ""), ("A03", "安装缺陷", ""), ("A04", "外力损坏", ""),
    ("B01", "密封圈老化", S.PLUMBING), ("B02", "异物堵塞", S.PLUMBING), ("B03", "水管冻裂", S.PLUMBING),
    ("C01", "线路过载", S.ELECTRICAL), ("C02", "漏电保护动作", S.ELECTRICAL), ("C03", "灯具到寿命", S.ELECTRICAL),
    ("D01", "合页松动", S.DOORS), ("E01", "门机皮带磨损", S.LIFT),
)  # fmt: skip
PARTS = (
    ("SN-015", "角阀 DN15", "个", "25.00"), ("SN-021", "编织软管 50cm", "根", "12.00"),
    ("SN-030", "生料带", "卷", "2.00"), ("SN-044", "水龙头阀芯", "个", "18.00"), ("SN-052", "下水软管", "根", "15.00"),
    ("DQ-008", "LED 灯管 T8 1.2m", "支", "19.50"), ("DQ-011", "空气开关 20A", "个", "32.00"),
    ("DQ-019", "五孔插座", "个", "14.00"), ("MC-003", "不锈钢合页", "副", "9.50"),
    ("MC-007", "防盗门锁芯", "个", "85.00"),
)  # fmt: skip
# kind of work: (line, needed, at the end)
LISTS: dict[str, tuple[tuple[str, bool, bool], ...]] = {
    "": (
        ("穿鞋套，铺垫布", False, False), ("说明维修内容和价格，征得同意", True, False),
        ("清理现场，带走垃圾", True, True),
    ),
    S.PLUMBING: (
        ("关阀前告知停水时间", True, False), ("穿鞋套，铺垫布", False, False),
        ("说明维修内容和价格，征得同意", True, False),
        ("试水五分钟不渗漏", True, True), ("清理现场，带走垃圾", True, True),
    ),
    S.ELECTRICAL: (
        ("断电、验电、挂牌", True, False), ("说明维修内容和价格，征得同意", True, False), ("送电试用正常", True, True),
        ("清理现场，带走垃圾", True, True),
    ),
}  # fmt: skip


def fill(store: Store, ids: Ids, founded: datetime) -> None:
    """Its rows, as they stand since the company was founded."""
    for code, name, skill in CAUSES:
        store.add(Cause, id=ids.at(founded), code=code, name=name, skill=skill)
    for code, name, unit, price in PARTS:
        store.add(StockPart, id=ids.at(founded), code=code, name=name, unit=unit, price=Decimal(price))
    for skill, lines in LISTS.items():
        checklist = ids.at(founded)
        store.add(Checklist, id=checklist, skill=skill)
        kept = [asdict(CheckLine(str(n), *line)) for n, line in enumerate(lines, start=1)]
        store.add(
            ChecklistVersion, id=ids.at(founded), checklist_id=checklist, number=1, lines=kept, made_at=founded,
            made_by="系统管理员",
        )  # fmt: skip
