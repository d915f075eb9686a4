"""What a description sounds like: the kind of work, whether it is urgent, and what makes two reports alike."""

from itertools import pairwise

from servicedesk.people.enums import Skill

# A few plain words each; the longer one that fits weighs more. A company adds its own later.
WORDS: dict[str, tuple[str, ...]] = {
    Skill.PLUMBING: (
        "漏水", "渗水", "滴水", "水管", "下水", "上水", "龙头", "马桶", "地漏", "堵", "反水", "水压",
        "水表", "花洒", "水槽", "水箱", "爆管", "积水", "角阀", "污水", "停水", "leak", "tap", "toilet",
        "drain", "pipe", "sink",
    ),
    Skill.ELECTRICAL: (
        "跳闸", "断电", "停电", "没电", "空开", "插座", "不亮", "照明", "路灯", "灯", "电线", "开关",
        "短路", "火花", "漏电", "触电", "电表", "充电桩", "socket", "light", "fuse", "power",
    ),
    Skill.HEATING: (
        "暖气", "地暖", "不热", "暖片", "放气", "供暖", "换热", "radiator", "heating",
    ),
    Skill.DOORS: (
        "门锁", "入户门", "单元门", "门窗", "窗户", "合页", "推拉门", "玻璃", "纱窗", "闭门器", "把手",
        "钥匙", "打不开", "lock", "door", "window",
    ),
    Skill.APPLIANCES: (
        "热水器", "油烟机", "空调", "洗衣机", "冰箱", "燃气灶", "排风扇", "浴霸", "boiler",
        "washing machine",
    ),
    Skill.MASONRY: (
        "墙面", "墙皮", "瓷砖", "地砖", "裂缝", "开裂", "屋顶", "吊顶", "脱落", "空鼓", "wall", "tile",
        "ceiling",
    ),
    Skill.LOW_VOLTAGE: (
        "对讲", "门禁", "监控", "宽带", "网络", "电视信号", "道闸", "可视", "intercom", "camera",
    ),
    Skill.LIFT: (
        "电梯", "困梯", "轿厢", "号梯", "扶梯", "lift", "elevator",
    ),
    Skill.CLEANING: (
        "垃圾", "卫生差", "保洁", "异味", "污渍", "清扫", "rubbish", "smell",
    ),
    Skill.GREENING: (
        "树枝", "草坪", "绿化", "浇水", "虫害", "枯树", "tree", "lawn",
    ),
    Skill.SECURITY: (
        "保安", "噪音", "停车", "占道", "可疑", "打架", "被盗", "小偷", "noise", "parking", "theft",
    ),
}  # fmt: skip
# R6: burst pipe, fire, gas, trapped in a lift, live wire, theft.
URGENT = (
    "爆管", "喷水", "漫水", "漫进", "水漫", "着火", "起火", "冒烟", "火灾", "燃气味", "燃气泄漏",
    "煤气", "困梯", "困在", "被困", "触电", "漏电", "火花", "被盗", "小偷", "人在门外", "burst",
    "fire", "gas leak", "trapped", "electric shock",
)  # fmt: skip
# Rooms and things that make two reports alike beside the words above.
PLACES = (
    "厨房", "卫生间", "厕所", "阳台", "客厅", "卧室", "车库", "地库", "走廊", "楼道", "大堂", "电梯厅",
    "水", "电", "暖", "门", "窗", "灯", "噪音", "kitchen", "bathroom", "balcony",
)  # fmt: skip
ALL_WORDS = tuple(dict.fromkeys([*PLACES, *(word for words in WORDS.values() for word in words)]))
ALIKE = 0.25


def skill_for(text: str) -> str:
    """The kind of work that most of the words speak of; '' when none does."""
    lowered = text.lower()
    scores = {skill: sum(len(word) for word in words if word in lowered) for skill, words in WORDS.items()}
    best = max(scores, key=lambda skill: scores[skill])
    return str(best) if scores[best] else ""


def sounds_urgent(text: str) -> bool:
    """Whether it may be an emergency (R6). The clerk decides."""
    lowered = text.lower()
    return any(word in lowered for word in URGENT)


def shared_words(one: str, other: str) -> list[str]:
    """The words of trade that stand in both, those that stand inside a longer one left out."""
    first, second = one.lower(), other.lower()
    both = [word for word in ALL_WORDS if word in first and word in second]
    return [word for word in both if not any(word != longer and word in longer for longer in both)]


def pairs(text: str) -> set[str]:
    """Neighbouring signs: Chinese has no blanks to split at."""
    signs = [sign for sign in text.lower() if sign.isalnum()]
    return {a + b for a, b in pairwise(signs)}


def likeness(one: str, other: str) -> float:
    """0 … 1: how many neighbouring signs two texts share, of the shorter one's."""
    first, second = pairs(one), pairs(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def alike(one: str, other: str) -> bool:
    """Similar enough to ask whether it is one fault (R7)."""
    return bool(shared_words(one, other)) or likeness(one, other) >= ALIKE
