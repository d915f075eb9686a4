"""From the work to the last word: money, signature, review, callback."""

from datetime import datetime, timedelta
from decimal import Decimal

from bench.demo.catalogue import DISSATISFIED, REWORKS, UNSIGNED, Fault
from bench.demo.dice import Dice, minutes
from bench.demo.work import Working
from bench.demo.world import Person
from billing.enums import Method, Payer
from tickets.enums import CallMeans, CallOutcome, Fee, Grade, Kind, Resolution

GRADES = {
    Grade.VERY_SATISFIED: 55, Grade.SATISFIED: 38, Grade.SO_SO: 3, Grade.DISSATISFIED: 3, Grade.VERY_DISSATISFIED: 1
}  # fmt: skip
METHODS = {Method.WECHAT: 60, Method.ALIPAY: 18, Method.CASH: 14, Method.CARD: 5, Method.TRANSFER: 3}
PAYERS = {Payer.RESIDENT: 60, Payer.DEVELOPER: 22, Payer.COMPANY: 18}
SOLVED = ("当场致歉并说明原因，业户接受", "安排次日免费复查，业户认可", "退还上门费，业户满意")


class Aftermath(Dice):
    """What follows once somebody is there."""

    def settle(self, life: Working, arrived: datetime, fault: Fault) -> None:
        """Price, work, payment, signature; then whatever the review and the callback bring."""
        done = self.work(life, arrived, fault)
        reviewer = life.site.supervisor
        reviewed = done + self.within(240)
        if self.chance(0.015):
            life.rework(reviewed, reviewer, self.one(REWORKS))
            done = self.again(life, reviewed, fault)
            reviewed = done + self.within(240)
        life.review(reviewed, reviewer)
        self.callback(life, reviewed, fault)

    def work(self, life: Working, arrived: datetime, fault: Fault) -> datetime:
        """Until the signature. Returns its time."""
        holder = life.holder
        assert holder is not None, "somebody is there"
        let_in = arrived + self.between(2, 5)
        owed = self.price(life, let_in, fault) if fault.price and not life.charged else None
        finished = let_in + minutes(min(self.random.lognormvariate(3.5, 0.6), 240))
        name = life.ticket["contact_name"]
        life.work(let_in, finished, fault, name)
        if owed and self.chance(0.94):
            life.pay(finished + self.between(0.5, 2), owed, self.pick(METHODS))
        elif owed:
            life.fee(finished + minutes(1), Fee.OWED, holder, "业户说月底随物业费一起交")
        signed = finished + self.between(2.5, 5)
        if life.ticket["fee"] == Fee.UNDECIDED:
            life.fee(signed, Fee.FREE, holder)
        unsigned = self.one(UNSIGNED[:2]) if self.chance(0.08) else ""
        if not life.ticket["unit_id"]:
            unsigned = UNSIGNED[2]
        life.sign_off(signed, "" if unsigned else name, unsigned, None if unsigned else self.chance(0.95))
        return signed

    def price(self, life: Working, at: datetime, fault: Fault) -> Decimal | None:
        """Told before the work begins (R33, R34). Returns what the resident owes."""
        special = life.ticket["kind"] == Kind.SPECIAL_SERVICE
        if not special and self.chance(0.35):
            return None
        return life.charge(at - minutes(1), fault.price, Payer.RESIDENT if special else self.pick(PAYERS))

    def again(self, life: Working, at: datetime, fault: Fault) -> datetime:
        """The same person goes once more, without a charge. Returns when it was signed."""
        holder = life.holder
        assert holder is not None, "somebody was sent"
        accepted = at + self.between(0.4, 1.8)
        life.accept(accepted, holder.principal, None)
        arrived = accepted + self.between(5, 28)
        life.arrive(arrived)
        return self.work(life, arrived, fault)

    def callback(self, life: Working, reviewed: datetime, fault: Fault | None) -> None:
        """Up to the end: reached and content, reached and not, or never reached (R25–R27)."""
        at = self.call_time(reviewed)
        if life.ticket["urgent"]:
            at = min(at, reviewed + self.between(30, 220))
        if self.chance(0.012) and at < self.hurry_after - timedelta(days=4):
            self.unreachable(life, at)
            return
        if self.chance(0.1):
            life.call(at, life.site.at_desk(at), self.one((CallOutcome.NO_ANSWER, CallOutcome.ENGAGED)))
            at += self.between(40, 170)
        grade = self.pick(GRADES)
        desk = life.site.at_desk(at)
        if grade in (Grade.VERY_SATISFIED, Grade.SATISFIED):
            means = CallMeans.LINK if self.chance(0.15) else CallMeans.PHONE
            life.call(at, desk, CallOutcome.REACHED, grade, means=means)
            life.close(at + timedelta(seconds=1), desk)
        elif fault is not None and self.chance(0.45):
            life.reopen(at, desk, grade, self.one(DISSATISFIED))
            self.second_chance(life, at, fault)
        else:
            self.solved(life, at, desk, grade)

    def solved(self, life: Working, at: datetime, desk: Person, grade: str) -> None:
        """Dissatisfied, and put right during the call (R26)."""
        solution = self.one(SOLVED)
        life.call(at, desk, CallOutcome.REACHED, grade, self.one(DISSATISFIED), solution)
        life.close(at + timedelta(seconds=1), desk, reason=solution)

    def second_chance(self, life: Working, at: datetime, fault: Fault) -> None:
        """After a reopening: done again, reviewed, and now all is well."""
        done = self.again(life, at, fault)
        reviewed = done + self.within(240)
        life.review(reviewed, life.site.supervisor)
        at = self.call_time(reviewed)
        desk = life.site.at_desk(at)
        life.call(at, desk, CallOutcome.REACHED, Grade.SATISFIED)
        life.close(at + timedelta(seconds=1), desk)

    def unreachable(self, life: Working, at: datetime) -> None:
        """Three tries on three days, then the supervisor lets it go (R27)."""
        for _day in range(3):
            life.call(at, life.site.at_desk(at), CallOutcome.NO_ANSWER)
            at = self.morning_after(at)
        life.close(at, life.site.supervisor, Resolution.UNREACHABLE, "三天三次未联系上，同意关闭")

    def investigate(self, life: Working, said: str) -> None:
        """A complaint: looked into, put right, told, reviewed, called back."""
        holder, arrived = life.holder, life.ticket["arrived_at"]
        assert holder is not None, "a complaint has a recipient"
        begun = arrived + self.between(5, 20)
        finished = begun + self.between(20, 200)
        found = Fault("", said, "情况属实", "已约谈责任人并整改，电话告知业户")
        life.explain(begun, holder, "现场管理不到位", "当场整改，责任人已谈话", "列入每日巡查，主管每周抽查")
        life.work(begun, finished, found, "")
        signed = finished + self.between(3, 10)
        life.sign_off(signed, "", UNSIGNED[0], None)
        reviewed = signed + self.within(240)
        life.review(reviewed, life.site.service_head)
        self.callback(life, reviewed, None)
