"""Today's open tickets, in every state, told through the real actions. Times are minutes before the present."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from bench.demo.catalogue import COMPLAINTS, INQUIRIES, PRICES, URGENT, Fault
from bench.demo.dice import minutes
from bench.demo.scene import Scene
from bench.demo.stage import Story
from dispatch import actions as dispatch
from dispatch.enums import LIVE
from dispatch.models import Assignment
from servicedesk.people.enums import Skill, Trade
from tickets import actions as tickets
from tickets.enums import Channel, Grade, Kind
from visits import actions as visits

Teller = Callable[[Scene], Story]
S = Skill


def waiting(skill: Skill, ago: float) -> Teller:
    """Registered a while ago; nobody was sent yet."""

    def tell(scene: Scene) -> Story:
        yield scene.ago(m=ago)
        scene.broken(scene.fault(skill))

    return tell


def public_waiting(skill: Skill, ago: float) -> Teller:
    def tell(scene: Scene) -> Story:
        yield scene.ago(m=ago)
        scene.broken_area(skill)

    return tell


def burst(scene: Scene) -> Story:
    """Urgent, and the three minutes are over (R6)."""
    yield scene.ago(m=4.2)
    scene.broken(URGENT[1])


def offered(skill: Skill, ago: float) -> Teller:
    """Sent to a phone that has not answered yet."""

    def tell(scene: Scene) -> Story:
        yield scene.ago(m=ago + 3)
        ticket = scene.broken(scene.fault(skill))
        yield scene.ago(m=ago)
        scene.send(ticket)

    return tell


def on_the_way(skill: Skill, accepted: float, promised: float) -> Teller:
    """Accepted; he promised to be there in so many minutes from the present (negative: he is late)."""

    def tell(scene: Scene) -> Story:
        yield scene.ago(m=accepted + 5)
        ticket = scene.broken(scene.fault(skill))
        yield scene.ago(m=accepted + 2)
        scene.send(ticket)
        yield scene.ago(m=accepted)
        scene.accept(ticket, scene.present + minutes(promised))

    return tell


def climbed(scene: Scene) -> Story:
    """Refused, unanswered, and taken by the supervisor himself, who is late now (R15, R18)."""
    yield scene.ago(m=51)
    ticket = scene.broken(scene.fault(S.ELECTRICAL))
    yield scene.ago(m=49)
    scene.send(ticket, next(person for person in scene.site.staff if person.title == "电工"))
    yield scene.ago(m=48)
    scene.refuse(ticket, "地库换配电箱，断电作业中")
    # The foreman lets his five minutes pass: the clock sends it up by itself.
    yield scene.ago(m=42)
    scene.tell(ticket, scene.site.supervisor, scene.present - minutes(7.3))


def nobody(scene: Scene) -> Story:
    """Everybody up to the manager was asked: a new time has to be agreed (R16)."""
    yield scene.ago(m=22)
    ticket = scene.broken(scene.fault(S.PLUMBING))
    yield scene.ago(m=20)
    scene.send(ticket)
    for n in range(5):
        yield scene.ago(m=19 - n)
        if not Assignment.objects.filter(ticket=ticket, state__in=LIVE).exists():
            return
        scene.refuse(ticket, "在处理另一户跑水，走不开")


def working(skill: Skill, arrived: float) -> Teller:
    """Somebody is there, the price was told."""

    def tell(scene: Scene) -> Story:
        fault = scene.fault(skill)
        yield scene.ago(m=arrived + 30)
        ticket = scene.broken(fault)
        yield scene.ago(m=arrived + 26)
        scene.send(ticket)
        yield scene.ago(m=arrived + 23)
        scene.accept(ticket, scene.ago(m=arrived - 3))
        yield scene.ago(m=arrived)
        scene.arrive(ticket)
        yield scene.ago(m=arrived - 2)
        scene.begin(ticket, fault.price)

    return tell


def knocking(scene: Scene) -> Story:
    """Knocked once three minutes ago; the second knock counts from five (R20)."""
    yield scene.ago(m=40)
    ticket = scene.broken(scene.fault(S.DOORS))
    yield scene.ago(m=36)
    scene.send(ticket)
    yield scene.ago(m=34)
    scene.accept(ticket)
    yield scene.ago(m=4)
    scene.arrive(ticket)
    yield scene.ago(m=3.2)
    visits.knock(ticket_id=ticket, actor=scene.holder(ticket))


def nobody_home(scene: Scene) -> Story:
    """Knocked twice, a notice was left; the ticket waits for the resident."""
    yield scene.ago(h=3)
    ticket = scene.broken(scene.fault(S.PLUMBING))
    yield scene.ago(h=3, m=-4)
    scene.send(ticket)
    yield scene.ago(h=3, m=-6)
    scene.accept(ticket)
    yield scene.ago(h=3, m=-30)
    scene.arrive(ticket)
    for m in (-31, -37):
        yield scene.ago(h=3, m=m)
        visits.knock(ticket_id=ticket, actor=scene.holder(ticket))
    yield scene.ago(h=3, m=-39)
    visits.no_access(ticket_id=ticket, actor=scene.holder(ticket))


def for_parts(scene: Scene) -> Story:
    """Suspended until the part is there, the day after tomorrow (R31)."""
    yield scene.ago(h=6)
    ticket = scene.broken(scene.fault(S.LOW_VOLTAGE))
    yield scene.ago(h=6, m=-4)
    scene.send(ticket)
    yield scene.ago(h=6, m=-6)
    scene.accept(ticket)
    yield scene.ago(h=6, m=-30)
    scene.arrive(ticket)
    yield scene.ago(h=6, m=-50)
    until = (scene.present + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    visits.suspend(ticket_id=ticket, actor=scene.holder(ticket), reason="parts", resume_at=until, remark="等主板到货")


def appointed(ahead: float, agreed: float = 150) -> Teller:
    """A new time was agreed; the second dispatch goes out 30 minutes before, maybe it has already (R17)."""

    def tell(scene: Scene) -> Story:
        fault = scene.fault(S.APPLIANCES)
        yield scene.ago(m=agreed + 5)
        ticket = scene.broken(fault)
        yield scene.ago(m=agreed)
        dispatch.reschedule(
            ticket_id=ticket, actor=scene.desk, appointment_at=scene.present + minutes(ahead), resident_agreed=True,
            reason="业户临时有事，改约", appointee_id=scene.able(fault.skill).id,
        )  # fmt: skip

    return tell


def signed(skill: Skill, ago: float) -> Teller:
    """Done and signed, to be reviewed by the supervisor."""

    def tell(scene: Scene) -> Story:
        yield from finished(scene, scene.fault(skill), ago)

    return tell


def finished(scene: Scene, fault: Fault, ago: float) -> Story:
    """From the call to the signature, `ago` minutes before the present. The ticket is left on the scene."""
    yield scene.ago(m=ago + 80)
    ticket = scene.broken(fault)
    yield scene.ago(m=ago + 76)
    scene.send(ticket)
    yield scene.ago(m=ago + 74)
    scene.accept(ticket, scene.ago(m=ago + 44))
    yield scene.ago(m=ago + 50)
    scene.arrive(ticket)
    yield scene.ago(m=ago + 47)
    scene.begin(ticket, fault.price)
    yield scene.ago(m=ago)
    _name, _unit, labour, parts = PRICES[fault.price] if fault.price else ("", "", "0", "0")
    scene.finish(ticket, fault, Decimal(labour) + Decimal(parts))
    return ticket


def to_call(skill: Skill, reviewed: float, *tries: str) -> Teller:
    """Reviewed so many minutes ago: the callback is due, some were tried already (R25, R27)."""

    def tell(scene: Scene) -> Story:
        ticket = yield from finished(scene, scene.fault(skill), reviewed + 60)
        yield scene.ago(m=reviewed)
        scene.review(ticket)
        for n, outcome in enumerate(tries, start=1):
            yield scene.ago(m=reviewed * (1 - n / (len(tries) + 1)))
            scene.call(ticket, outcome)

    return tell


def noticed(skill: Skill, issued: float, grade: str, reason: str, done: str = "") -> Teller:
    """Not satisfied: with the department, or answered already and to be told (R26)."""

    def tell(scene: Scene) -> Story:
        ticket = yield from finished(scene, scene.fault(skill), issued + 120)
        yield scene.ago(m=issued + 60)
        scene.review(ticket)
        yield scene.ago(m=issued)
        scene.notice(ticket, grade, reason)
        if done:
            yield scene.ago(m=issued / 2)
            scene.answer(ticket, done)

    return tell


def closed(skill: Skill, ago: float) -> Teller:
    """All the way today."""

    def tell(scene: Scene) -> Story:
        ticket = yield from finished(scene, scene.fault(skill), ago + 90)
        yield scene.ago(m=ago + 60)
        scene.review(ticket)
        yield scene.ago(m=ago)
        scene.content(ticket)

    return tell


def so_so(scene: Scene) -> Story:
    """ "So-so" counts as dissatisfied: reopened, and the same man goes again (R25)."""
    ticket = yield from finished(scene, scene.fault(S.PLUMBING), 300)
    yield scene.ago(m=240)
    scene.review(ticket)
    yield scene.ago(m=3)
    dispatch.reopen(ticket_id=ticket, actor=scene.desk, grade=Grade.SO_SO, reason="修完半天又开始滴水")


def sent_back(scene: Scene) -> Story:
    """The supervisor wants it done again (R24)."""
    ticket = yield from finished(scene, scene.fault(S.HEATING), 100)
    yield scene.ago(m=6)
    visits.rework(ticket_id=ticket, actor=scene.site.supervisor.principal, reason="漏做打压试验，重新测试")
    yield scene.ago(m=4)
    scene.accept(ticket, scene.present + minutes(20))


def complained(
    ago: float, said: str = "", trade: Trade | None = None, *, major: bool = False, signed: bool = False
) -> Teller:
    """A valid complaint: not handed off yet, on its way, or signed for (domain §7, handoff)."""

    def tell(scene: Scene) -> Story:
        yield scene.ago(m=ago)
        words = said or scene.random.choice([words for words, whose, _major in COMPLAINTS if whose == trade])
        ticket = scene.register(words, kind=Kind.COMPLAINT, major=major)
        if trade is not None:
            yield scene.ago(m=ago * 0.8)
            scene.hand_off(ticket, trade)
        if trade is not None and signed:
            yield scene.ago(m=ago * 0.6)
            scene.sign_form(ticket, trade)

    return tell


def forwarded(scene: Scene) -> Story:
    """By the 12345 hotline, with their number and deadline: two departments have it, one has said why (R1, R5)."""
    yield scene.ago(m=200)
    ticket = scene.register(
        "楼上夜间装修，投诉三次没有人管，要求书面答复", kind=Kind.COMPLAINT, channel=Channel.HOTLINE,
        external_number="12345-26112107731", external_deadline=scene.present + timedelta(days=2), category="management",
    )  # fmt: skip
    yield scene.ago(m=190)
    scene.hand_off(ticket, Trade.SECURITY, Trade.CUSTOMER_SERVICE)
    yield scene.ago(m=171)
    tickets.reply(ticket_id=ticket, actor=scene.desk, text="已转秩序维护部和客服部，两天内书面答复")
    for trade in (Trade.SECURITY, Trade.CUSTOMER_SERVICE):
        scene.sign_form(ticket, trade)
    yield scene.ago(m=60)
    scene.findings(ticket, Trade.SECURITY, "夜间巡查没有查装修户", "当晚叫停施工并谈话", "夜间巡查表加装修户一栏")


def asked(ago: float, said: str = "", channel: Channel = Channel.PHONE) -> Teller:
    """An inquiry that waits for its answer."""

    def tell(scene: Scene) -> Story:
        yield scene.ago(m=ago)
        scene.register(said or scene.random.choice(INQUIRIES)[0], kind=Kind.INQUIRY, channel=channel)

    return tell


def dripping(scene: Scene) -> Story:
    """A leak from above; the neighbour calls about it too."""
    scene.spot = scene.home()
    yield scene.ago(m=35)
    scene.first = scene.register("厨房顶上滴水", skill=S.PLUMBING, spot=scene.spot)
    yield scene.ago(m=33)
    scene.send(scene.first)
    yield scene.ago(m=31)
    scene.accept(scene.first, scene.present + minutes(2))


def merged(scene: Scene) -> Story:
    """The second call about that leak becomes one with the first (R7)."""
    yield scene.ago(m=28)
    second = scene.register("厨房天花板渗水", skill=S.PLUMBING, spot=scene.spot)
    yield scene.ago(m=27)
    tickets.merge(ticket_id=second, into_id=scene.first, actor=scene.desk)


EVERYWHERE: tuple[Teller, ...] = (
    waiting(S.PLUMBING, 3), offered(S.ELECTRICAL, 2.2), on_the_way(S.PLUMBING, 14, 13), working(S.DOORS, 25),
    to_call(S.PLUMBING, 900), complained(35, trade=Trade.SECURITY), asked(50, channel=Channel.WEB),
)  # fmt: skip
FIRST_ESTATE: tuple[Teller, ...] = (
    burst, climbed, nobody, forwarded, knocking, nobody_home, for_parts, so_so, sent_back, dripping, merged,
    public_waiting(S.ELECTRICAL, 3.5), public_waiting(S.LIFT, 12.5), waiting(S.MASONRY, 8.6), offered(S.DOORS, 4.2),
    on_the_way(S.HEATING, 25, 31), working(S.PLUMBING, 11), working(S.ELECTRICAL, 70), appointed(32.7),
    appointed(14 * 60), appointed(22, 120), signed(S.PLUMBING, 231), signed(S.HEATING, 20),
    to_call(S.DOORS, 24 * 60 + 22),
    to_call(S.HEATING, 600, "no_answer"), to_call(S.ELECTRICAL, 400, "engaged", "no_answer"), to_call(S.MASONRY, 200),
    noticed(S.PLUMBING, 150, Grade.VERY_DISSATISFIED, "修了三次还在漏，楼下也来找"),
    noticed(S.DOORS, 200, Grade.SO_SO, "锁修好了，地上的铁屑没扫", "已派保洁清扫，并当面道歉"),
    closed(S.PLUMBING, 40), closed(S.ELECTRICAL, 15), complained(56, "垃圾清运车早上五点太吵"),
    complained(72, "电梯一个月坏三次", Trade.ENGINEERING, major=True),
    complained(90, "保洁一周没有拖楼道", Trade.CLEANING, signed=True), asked(91, "门头招牌报批要什么材料"),
)  # fmt: skip
SECOND_ESTATE: tuple[Teller, ...] = (
    on_the_way(S.ELECTRICAL, 40, -6), to_call(S.PLUMBING, 24 * 60 + 90), appointed(300), public_waiting(S.PLUMBING, 14),
    signed(S.DOORS, 235), closed(S.APPLIANCES, 30),
)  # fmt: skip
