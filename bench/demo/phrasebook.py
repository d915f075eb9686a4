"""What a company lays ready beside the form of one who takes a call (R42)."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from bench.demo.ids import Ids
from bench.demo.store import Store
from bench.demo.world import World
from servicedesk.people.enums import Skill as S
from tickets.models import Phrase, PhraseKind

# (kind, kind of work, name, words); {company} and {estate} are filled in.
COMPANY: tuple[tuple[str, str, str, str], ...] = (
    (PhraseKind.GREETING, "", "开场", "您好，{company}客服中心，请问有什么可以帮您？"),
    (PhraseKind.INSTRUCTION, S.PLUMBING, "先关水阀", "请先关上入户总阀，顺时针拧到底；楼下若已渗水，我们马上通知。"),
    (PhraseKind.INSTRUCTION, S.ELECTRICAL, "先断电", "请先拉下配电箱总闸，不要碰冒烟或发烫的插座，等师傅到场。"),
    (PhraseKind.INSTRUCTION, S.LIFT, "被困电梯", "请不要扒门，靠里站好；救援的人已经出发，我每几分钟给您回一次电话。"),
    (PhraseKind.FEE, "", "先报价", "户内维修按公示价收费，师傅先报价，您同意后再动手；公共设施和保修期内不收费。"),
    (PhraseKind.FEE, S.PLUMBING, "常见水暖价", "换角阀 45 元一个，通下水 80 元一次，均含普通材料。"),
    (PhraseKind.ARTICLE, "", "装修时间", "周一至周五 8:30–12:00、14:00–18:00；周末和法定节假日不得有噪声施工。"),
    (PhraseKind.NUMBER, "", "供电服务", "95598"),
)  # fmt: skip
# Of one estate each: where things are, and whom its own desk calls.
ESTATE: tuple[tuple[str, str, str, str], ...] = (
    (PhraseKind.GREETING, "", "开场", "您好，{estate}服务台，请讲。"),
    (PhraseKind.ARTICLE, S.PLUMBING, "总阀在哪里", "{estate}各户总阀在同层水井间，左手第二排，门上贴有房号。"),
    (PhraseKind.NUMBER, S.LIFT, "电梯维保值班", "{phone}转 8"),
)  # fmt: skip


def fill(world: World, store: Store, founded: datetime, phones: Mapping[str, str]) -> None:
    """Its rows; `phones`: of each estate's desk, by its code. With dice of their own: no story of a seed changes."""
    ids = Ids(Random(f"{world.code} phrases"))
    for kind, skill, name, words in COMPANY:
        said = words.format(company=world.name)
        store.add(Phrase, id=ids.at(founded), kind=kind, skill=skill, name=name, words=said)
    for site in world.sites:
        for kind, skill, name, words in ESTATE:
            said = words.format(estate=site.name, phone=phones[site.code])
            store.add(
                Phrase, id=ids.at(founded), estate_id=site.id, kind=kind, skill=skill, name=name, words=said
            )  # fmt: skip
