"""The rest of a ticket's life in memory: on site, money, review, callback, handoff."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bench.demo.catalogue import PRICES, Fault
from bench.demo.life import Life
from bench.demo.world import ZONE, Person
from billing.enums import ACCOUNTS, ConsentMeans, Method, Payer, QuoteState
from billing.events import Paid
from billing.models import Charge, Quote, Receipt
from billing.quotes.events import Consented, Proposed
from dispatch.clock import ARRIVAL
from dispatch.enums import AssignmentState
from dispatch.events import Reopened
from servicedesk.people.enums import Trade
from servicedesk.people.principal import SYSTEM
from servicedesk.web import links
from tickets.clock import CALLBACK, HANDOFF, NO_ACCESS_CALL, RESUME
from tickets.complaints.events import CorrectionApproved, CorrectionWritten
from tickets.enums import BY_PERSON, CallMeans, CallOutcome, Fee, PhotoKind, State, SuspendReason
from tickets.events import CallbackAttempted, CallbackStarted, HandedOff, HandoffReturned, HandoffSigned, PhotoAdded
from tickets.models import CallAttempt, Correction, Handoff, Photo
from visits.clock import REVIEW
from visits.enums import Result, VisitState
from visits.events import Arrived, Knocked, LetIn, NoAccess, Reviewed, ReworkOrdered, SignedOff, Suspended, Worked
from visits.models import Part, SignOff, Visit


class Working(Life):
    """A Life with what happens at the place and after it."""

    def __init__(self, *args: Any, signatures: list[str]) -> None:
        super().__init__(*args)
        self.signatures = signatures
        self.visit: dict[str, Any] = {}
        self.signed: dict[str, Any] = {}
        self.tries = 0
        # Work done again is not charged again.
        self.charged = False

    def arrive(self, at: datetime) -> None:
        live, holder = self._live()
        self.visit = self.add(
            Visit, at, ticket_id=self.ticket["id"], assignment_id=live["id"], staff_id=holder.id, arrived_at=at,
            promised_at=live.get("arrival_promised_at"), arrival_told_by=holder.name,
        )  # fmt: skip
        promised = self.visit["promised_at"]
        late = int((at - promised).total_seconds() // 60) if promised else None
        self.ticket |= {"state": State.ON_SITE, "arrived_at": at}
        self.happened(at, Arrived(holder.name, late), holder.principal)
        self.meet(ARRIVAL, at)

    def no_access(self, at: datetime) -> datetime:
        """Knocked twice, nobody there (R20). Returns when he left."""
        _live, holder = self._live()
        second = at + timedelta(minutes=5, seconds=self.random.randrange(5, 90))
        left = second + timedelta(minutes=2)
        self.visit |= {"first_knock_at": at, "second_knock_at": second, "ended_at": left, "state": VisitState.NO_ACCESS}
        self.happened(at, Knocked(1), holder.principal)
        self.happened(second, Knocked(2), holder.principal)
        self.happened(left, NoAccess(), holder.principal)
        self._done()
        self.ticket |= {"state": State.REGISTERED, "no_access_count": 1, "suspended": SuspendReason.NO_ACCESS}
        self.arm(NO_ACCESS_CALL, left)
        return left

    def suspend(self, at: datetime, until: datetime, remark: str) -> None:
        """Waits for parts (R31)."""
        _live, holder = self._live()
        self.visit |= {"state": VisitState.SUSPENDED, "ended_at": at}
        self.happened(at, Suspended(SuspendReason.PARTS, until.isoformat(), remark), holder.principal)
        self._done()
        self.ticket |= {"state": State.REGISTERED, "suspended": SuspendReason.PARTS, "resume_at": until}
        self.arm(RESUME, at, until)

    def _done(self, *, keep: bool = False) -> None:
        live, _holder = self._live()
        live["state"] = AssignmentState.DONE
        self.live = None
        if not keep:
            self.ticket["assignee_id"] = None
            self.holder = None

    def work(self, let_in: datetime, at: datetime, fault: Fault, by: str) -> None:
        """Let in by somebody; what was found and done, recorded at the end."""
        _live, holder = self._live()
        self.visit |= {
            "let_in_at": let_in, "let_in_by": by, "findings": fault.found, "work_done": fault.done,
            "state": VisitState.WORKING,
        }  # fmt: skip
        self.happened(let_in, LetIn(by), holder.principal)
        if fault.part:
            self.add(Part, at, visit_id=self.visit["id"], name=fault.part, quantity=1, unit_price=Decimal("12.00"))
        self.happened(at, Worked(fault.found, fault.done, int(bool(fault.part))), holder.principal)

    def sign_off(self, at: datetime, signer: str, unsigned: str = "", satisfied: bool | None = None) -> None:
        """The customer's signature, or why there is none (R23)."""
        _live, holder = self._live()
        photo = None if unsigned else self.signature(at, holder)
        self.visit |= {"state": VisitState.FINISHED, "ended_at": at}
        self.signed = self.add(
            SignOff, at, visit_id=self.visit["id"], ticket_id=self.ticket["id"], result=Result.DONE, signer_name=signer,
            satisfied=satisfied, signature_id=photo, unsigned_reason=unsigned, signed_at=at,
        )  # fmt: skip
        self._done(keep=True)
        self.charged = True
        self.ticket |= {"state": State.SIGNED_OFF, "signed_off_at": at}
        self.happened(at, SignedOff(signer, satisfied, unsigned), holder.principal)
        self.arm(REVIEW, at)

    def signature(self, at: datetime, holder: Person) -> str:
        photo_id = self.ids.text(at)
        self.rows.append((Photo, {
            "id": photo_id, "ticket_id": self.ticket["id"], "kind": PhotoKind.SIGNATURE, "extension": "png",
            "file": self.random.choice(self.signatures), "content_type": "image/png", "size": 2048, "taken_at": at,
            "added_by": holder.name,
        }))  # fmt: skip
        self.happened(at, PhotoAdded(PhotoKind.SIGNATURE, str(photo_id)), holder.principal)
        return photo_id

    def charge(self, at: datetime, code: str, payer: Payer) -> Decimal:
        """The price told before work (R33). Returns what the resident owes."""
        _live, holder = self._live()
        name, unit, labour, parts = PRICES[code]
        price = Decimal(labour) + Decimal(parts)
        his = price if payer == Payer.RESIDENT else Decimal("0.00")
        means, name_of_his = (ConsentMeans.PHONE, self.ticket["contact_name"]) if his else (ConsentMeans.FREE, "")
        quote = self.add(
            Quote, at, ticket_id=self.ticket["id"], number=1, state=QuoteState.CONSENTED, made_at=at,
            made_by=holder.name, maker_id=holder.id, company_version_id=self.world.price_version, consented_at=at,
            means=means, consented_by=name_of_his, kept_by=holder.name,
        )  # fmt: skip
        self.add(
            Charge, at, ticket_id=self.ticket["id"], quote_id=quote["id"], item_id=self.world.prices[code], name=name,
            unit=unit, list_price=price, unit_price=price, amount=price, payer=payer, account=ACCOUNTS[payer][0],
            suggested=payer, added_by=holder.name, added_at=at,
        )  # fmt: skip
        self.happened(at, Proposed(1, str(price), str(his)), holder.principal)
        self.happened(at, Consented(1, name_of_his, means, str(his)), holder.principal)
        self.fee(at, Fee.QUOTED if payer == Payer.RESIDENT else Fee.FREE, holder)
        return price if payer == Payer.RESIDENT else Decimal(0)

    def pay(self, at: datetime, amount: Decimal, method: Method) -> None:
        """Its number is given when all receipts of the year are known (R35)."""
        _live, holder = self._live()
        receipt = self.add(
            Receipt, at, ticket_id=self.ticket["id"], estate_id=self.site.id, number="", amount=amount, method=method,
            payer_name=self.ticket["contact_name"], collector_id=holder.id, collector_name=holder.name, paid_at=at,
            day=at.astimezone(ZONE).date(), unit_id=self.ticket.get("unit_id"),
        )  # fmt: skip
        self.happened(at, paid(receipt), holder.principal)
        self.fee(at, Fee.SETTLED, holder)

    def review(self, at: datetime, by: Person) -> None:
        """Approved; the callback starts by itself."""
        self.signed |= {"reviewed_at": at, "reviewer_id": by.id, "approved": True}
        self.ticket |= {"reviewed_at": at, "callback_at": at, "state": State.CALLBACK}
        self.happened(at, Reviewed(), by.principal)
        self.meet(REVIEW, at)
        self.happened(at, CallbackStarted(True), SYSTEM)
        self.arm(CALLBACK, at)

    def rework(self, at: datetime, by: Person, reason: str) -> None:
        """Sent back to whoever did it (R24)."""
        self.signed |= {"reviewed_at": at, "reviewer_id": by.id, "approved": False, "review_reason": reason}
        self._again()
        self.ticket |= {"signed_off_at": None}
        self.happened(at, ReworkOrdered(reason), by.principal)
        self.meet(REVIEW, at)
        assert self.holder is not None
        self.offer(at, by.principal, self.holder, why=reason)

    def reopen(self, at: datetime, by: Person, grade: str, reason: str) -> None:
        """Dissatisfied: the call is kept, and somebody goes again (R25)."""
        self.call(at, by, CallOutcome.REACHED, grade, reason)
        self._again()
        self.happened(at, Reopened(reason), by.principal)
        self.meet(CALLBACK, at)
        assert self.holder is not None
        self.offer(at, by.principal, self.holder, why=reason)

    def _again(self) -> None:
        self.ticket["rework_count"] = self.ticket.get("rework_count", 0) + 1

    def call(
        self, at: datetime, by: Person, outcome: CallOutcome, grade: str = "", reason: str = "", remark: str = "",
        means: CallMeans = CallMeans.PHONE,
    ) -> None:  # fmt: skip
        """One try to reach the reporter; by his link he answers himself."""
        self.tries += 1
        himself = means not in BY_PERSON
        home = links.resident(self.ticket["contact_name"] or "业户", self.ticket["estate_id"], self.ticket["id"])
        self.add(
            CallAttempt, at, ticket_id=self.ticket["id"], at=at, caller_id=None if himself else by.id,
            caller_name=home.name if himself else by.name, means=means, outcome=outcome, grade=grade, reason=reason,
            remark=remark,
        )  # fmt: skip
        self.ticket["grade"] = grade or self.ticket.get("grade", "")
        event = CallbackAttempted(outcome, self.tries, grade, reason, remark, means)
        self.happened(at, event, home if himself else by.principal)

    def explain(self, at: datetime, writer: Person, cause: str, corrective: str, preventive: str) -> None:
        """What it was due to, what is put right and what keeps it from coming again; the manager approves."""
        form = next(row for model, row in reversed(self.rows) if model is Handoff and row.get("signed_at"))
        department = next(name for trade, name in self.world.department_names.items()
                          if self.world.departments[trade] == form["department_id"])  # fmt: skip
        judge, approved_at = self.site.manager, at + timedelta(minutes=10)
        self.add(
            Correction, at, ticket_id=self.ticket["id"], department_id=form["department_id"], cause=cause,
            corrective_action=corrective, preventive_action=preventive, writer_id=writer.id, writer_name=writer.name,
            written_at=at, entered_by_id=writer.id, approved_at=approved_at, judge_id=judge.id, judge_name=judge.name,
            reason="",
        )  # fmt: skip
        words = CorrectionWritten(department, writer.name, cause, corrective, preventive)
        self.happened(at, words, writer.principal)
        self.happened(approved_at, CorrectionApproved(department, judge.name), judge.principal)

    def hand_off(self, at: datetime, by: Person, trade: Trade) -> dict[str, Any]:
        """The complaint's form goes to a department."""
        self.ticket["department_id"] = self.world.departments[trade]
        self.happened(at, HandedOff(self.world.department_names[trade]), by.principal)
        return self.add(
            Handoff, at, ticket_id=self.ticket["id"], department_id=self.world.departments[trade], sent_at=at,
            sent_by=by.name,
        )  # fmt: skip

    def sign_handoff(self, at: datetime, form: dict[str, Any], trade: Trade, recipient: Person) -> None:
        form |= {"signed_at": at, "recipient_id": recipient.id, "recipient_name": recipient.name}
        self.happened(at, HandoffSigned(self.world.department_names[trade], recipient.name), recipient.principal)
        self.meet(HANDOFF, at)

    def return_handoff(self, at: datetime, form: dict[str, Any], trade: Trade, reason: str) -> None:
        form |= {"returned_at": at, "reason": reason}
        head = self.world.heads[trade]
        self.happened(at, HandoffReturned(self.world.department_names[trade], reason), head.principal)
        self.ticket["department_id"] = None


def paid(receipt: dict[str, Any]) -> Callable[[], Paid]:
    """The event of a receipt, asked for when the receipt has its number."""
    return lambda: Paid(receipt["number"], str(receipt["amount"]), receipt["method"])
