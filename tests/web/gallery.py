"""Every part in each of its states, with made-up contents: rendered by test_parts.py, looked at by people."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.template import engines
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from servicedesk.web.context import LANGUAGE_TAGS, NAV, NavItem

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 42, 18, tzinfo=SHANGHAI)
PAGE = Path(__file__).with_name("gallery.html")


def at(clock: str) -> datetime:
    """A time of that day in Shanghai."""
    return datetime.combine(NOW.date(), datetime.strptime(clock, "%H:%M:%S").time(), tzinfo=SHANGHAI)


class Intake(forms.Form):
    """One field of each look."""

    kind = forms.ChoiceField(
        label="类别", widget=forms.RadioSelect, choices=list(zip("abcd", ("户内", "公共", "投诉", "咨询"), strict=True))
    )
    urgent = forms.BooleanField(label="紧急", required=False)
    place = forms.CharField(label="地点", help_text="楼-单元-房号")
    what = forms.CharField(label="什么问题", widget=forms.Textarea(attrs={"rows": 2}))
    skill = forms.MultipleChoiceField(
        label="工种", widget=forms.CheckboxSelectMultiple, choices=[("water", "水"), ("power", "电")]
    )
    wished = forms.ChoiceField(label="希望上门", choices=[("", "尽快"), ("15", "下午")])
    grade = forms.ChoiceField(
        label="满意吗", widget=forms.RadioSelect, choices=[("5", "很满意"), ("4", "满意"), ("3", "一般")]
    )
    keep = forms.BooleanField(label="公用电脑", required=False)


@dataclass
class Shell:
    """What context.Shell gives, without a request."""

    theme: str = "light"
    lang: str = "zh-Hans"
    now: datetime = NOW
    user: Any = "林晓雯"
    staff: Any = None
    shift_label: str = "08:00–20:00"
    search_url: str = "/search"
    notifications_count: int = 3
    estate: Any = field(default_factory=lambda: Thing(name="和景雅苑", pk=1))
    urls: dict[str, str] = field(default_factory=lambda: {"desk": "/desk", "notifications": "/n", "sign_out": "/out"})
    counts: dict[str, int] = field(default_factory=lambda: {"desk": 9, "callbacks": 6})

    @property
    def nav(self) -> list[NavItem]:
        return [
            NavItem(name, f"/{name}", icon, label, key, self.counts.get(name, 0), name == "desk")
            for name, icon, label, key in NAV
        ]

    @property
    def tabs(self) -> list[NavItem]:
        return self.nav[:3]


def timer(kind: str, due: str, start: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "due_at": at(due), "started_at": at(start), **more}


def rows() -> list[dict[str, Any]]:
    """A worklist: breached, warning, calm, met, paused."""
    send = {"label": "派工", "icon": "send", "get": "/x", "key": "1"}
    return [
        row("5-2-803", "dispatched", "卧室空开跳闸，整屋断电", timer("到场", "10:35:00", "10:05:00"), "breached", send),
        row("2-1-1502", "registered", "投诉：楼上周末装修噪音", timer("转达", "10:46:23", "09:46:23"), "warning", send),
        row("地库 B1-D", "registered", "车道照明不亮 3 盏", timer("派工", "10:48:48", "10:38:48"), "calm", send),
        row(
            "3-1 电梯厅",
            "on_site",
            "1 号梯有异响",
            timer("到场", "10:45:00", "10:15:00", met_at=at("10:31:00")),
            "calm",
        ),
        row(
            "2-2-1001",
            "registered",
            "对讲机无声",
            {"kind": "派工", "left": timedelta(minutes=41), "level": "paused"},
            "calm",
        ),
        row("10-1-201", "signed_off", "厨房下水慢", timer("审核", "13:52:00", "09:52:00"), "calm"),
    ]


def row(
    place: str, state: str, subject: str, timer: Any, level: str, action: dict[str, str] | None = None
) -> dict[str, Any]:
    return {
        "number": f"HJ-20261121-{len(subject):04d}",
        "short": "0021",
        "url": "/t",
        "place": place,
        "state": state,
        "subject": subject,
        "line": "已派工 · 郑国栋 答应 10:35 到",
        "timer": timer,
        "level": level,
        "action": action,
        "waits": "等 郑国栋 审核",
        "urgent": level == "breached",
    }


def rungs() -> list[dict[str, str]]:
    names = ("梁敏 · 项目经理", "郑国栋 · 主管", "马志远 · 班长", "何鹏 · 电工", "周建国 · 水暖工")
    outcomes = ("unasked", "waiting", "expired", "refused", "accepted")
    pairs = zip(outcomes, names, strict=True)
    return [{"outcome": o, "who": w, "words": "拒绝：断电作业中", "time": "09:54"} for o, w in pairs]


def entries() -> list[dict[str, Any]]:
    kinds = ("future", "call", "breach", "notice", "ladder", "message", "state")
    icons = ("clock", "phone", "alert-triangle", "hourglass", "stairs-up", "message", "send")
    made = [
        {"at": NOW, "kind": k, "icon": i, "who": "林晓雯", "text": "打给郑国栋"}
        for k, i in zip(kinds, icons, strict=True)
    ]
    made[4]["rungs"] = rungs()
    made[5]["quote"] = "卧室的空开一推就跳"
    return made


def prompt() -> dict[str, Any]:
    outcomes = [
        {"label": "拨打", "icon": "phone", "href": "tel:+8613900002204"},
        {"label": "他接了", "icon": "check", "key": "1", "post": "/x"},
        {"label": "他去不了…", "icon": "x", "key": "2", "get": "/x"},
        {"label": "换个人…", "icon": "user-search", "key": "3", "get": "/x"},
    ]
    return {
        "icon": "phone-outgoing",
        "verb": "打电话派工",
        "urgent": True,
        "place": "7-1-101",
        "subject": "地漏反水，污水漫进客厅",
        "line": SafeString("推荐 <b>周建国</b> · 水暖 · 当班 · 就在 7 栋"),
        "timer": timer("派工", "10:41:06", "10:38:06"),
        "outcomes": outcomes,
        "more": [{"label": "话术", "url": "/s"}],
    }


STEPS = [
    ("registered", "登记", "09:51 林晓雯", "done"), ("dispatched", "派工", "10:05 郑国栋", "done"),
    ("on_site", "上门", "10:43 到，迟 8 分", "current"), ("signed_off", "签字", "", "ahead"),
    ("callback", "回访", "", "ahead"), ("closed", "关闭", "", "ahead"),
]  # fmt: skip
CALLER = {
    "name": "刘淑芬", "relation": "业主", "salutation": "刘阿姨", "reveal_url": "/x", "facts": "无欠费",
    "units": [
        {"value": 1, "label": "3-2-1201 · 自住 · 128.6 ㎡", "checked": True}, {"value": 2, "label": "6-2-501"},
    ],
    "note": "老人独居，敲门后请多等一会儿",
}  # fmt: skip
DUP = {
    "place": "3-2-1101", "subject": "厨房顶上滴水", "line": "0040 · 11 分钟前", "because": "楼下一户", "url": "/t",
    "merge_url": "/m", "first": True,
}  # fmt: skip
KPI = {
    "url": "/k", "name": "到场准时", "value": "88.4", "unit": "%", "against": "低于目标 90%", "trend": "worse",
    "up": False, "spark_points": "4,3 14,8.1 64,21", "spark_last": (64, 21),
}  # fmt: skip
ACTIONS = [
    {"label": "加照片", "icon": "camera", "quiet": True, "push": True},
    {"label": "第二次敲门", "disabled": "3:12 后"},
    {"label": "只登记", "key": "alt+r"},
    {"label": "登记并派给 孙海涛", "primary": True, "key": "ctrl+enter", "type": "submit"},
]
BIG = [
    {"label": "第二次敲门", "note": "3:12 后", "disabled": True, "ready_at": at("10:45:30")},
    {"label": "门开了，开始", "primary": True},
]


def context(language: str, theme: str) -> dict[str, Any]:
    """Everything the page shows."""
    return {
        "shell": Shell(theme=theme, lang=LANGUAGE_TAGS.get(language, language)),
        "now": NOW,
        "csrf_token": "x",
        "form": Intake({"kind": "a", "place": "3-2-1201 厨房", "what": "漏水", "skill": ["water"], "grade": "5"}),
        "wrong": Intake({"kind": "z"}),
        "rows": rows(),
        "rungs": rungs(),
        "entries": entries(),
        "prompt": prompt(),
        "face_icons": {"5": "mood-happy", "4": "mood-smile", "3": "mood-empty"},
        "steps": [dict(zip(("state", "label", "note", "status"), step, strict=True)) for step in STEPS],
        "states": [step[0] for step in STEPS],
        "caller": CALLER,
        "dup": DUP,
        "kpi": KPI,
        "actions": ACTIONS,
        "big": BIG,
        "due": at("10:45:30"),
        "start": at("10:40:30"),
        "soon": at("10:48:48"),
        "past": [{"state": "closed", "url": "/t", "subject": "厨房龙头滴水", "line": "11-02 · 一般"}],
        "messages": [Thing(level_tag="success"), Thing(level_tag="error")],
    }


def html(language: str = "zh-hans", theme: str = "light", page: Path = PAGE) -> str:
    """The whole gallery page."""
    with translation.override(language), timezone.override(SHANGHAI):
        return engines["django"].from_string(page.read_text()).render(context(language, theme))
