"""The receipt code as a text message: off unless wanted, after a live grant, to the caller's own number, once."""

from dataclasses import replace

import pytest

from tests.contract.test_carrier_openapi import findings
from tests.support.line import RING
from tests.support.open_line import OpenLine
from tests.support.openapi import description
from voice.call.simulator import CALLEE, CALLER, Person
from voice.call.values import CallArrived
from voice.journey.aloud import Mark
from voice.journey.receipt_codes import ReceiptCodes, written
from voice.journey.texting import BEGUN, NOT_SENT, SENT

TEXTED = replace(RING, text_receipt_code=True)


@pytest.fixture
def desk():
    with OpenLine(TEXTED) as line:
        yield line


def texts(line):
    """What was sent, once everything after the answers is done."""
    line.wait_for(lambda: line.kinds().count(BEGUN) == line.kinds().count(SENT) + line.kinds().count(NOT_SENT))
    return line.simulator.exchange.messages


def test_it_goes_to_the_number_that_called_and_names_the_code(desk):
    log = desk.simulator.call()
    desk.wait_for(lambda: SENT in desk.kinds())
    (text,) = texts(desk)
    code = ReceiptCodes(desk.book, desk.live._parts.caller_ref).code(desk.call(log.call_sid).id)
    assert (text["to"], text["from"]) == (CALLER, CALLEE)
    assert written(code) in text["body"]
    assert text["body"].startswith("Harbour Dental: ")


@pytest.mark.parametrize("person", [Person.refusing(), Person.silent(), Person.hanging_up()])
def test_without_a_yes_nobody_is_texted(desk, person):
    desk.simulator.call(person=person)
    assert texts(desk) == []
    assert BEGUN not in desk.kinds()


def test_it_is_off_unless_the_line_wants_it():
    with OpenLine(RING) as line:
        line.simulator.call()
        assert texts(line) == []


def test_repeated_deliveries_send_it_once(desk):
    log = desk.simulator.call()
    desk.wait_for(lambda: SENT in desk.kinds())
    desk.live.text_code(CallArrived(log.call_sid, CALLER, CALLEE))
    assert len(texts(desk)) == 1


def test_after_an_agents_mark_it_is_sent_when_the_carrier_asks_next(desk):
    yes = Mark("account-7", True, ("recording",))
    mark = Person(keys=("2",), interrupt=lambda sid: desk.live.marked(desk.call(sid).id, yes))
    desk.simulator.call(person=mark)
    desk.wait_for(lambda: SENT in desk.kinds())
    assert len(texts(desk)) == 1


@pytest.mark.parametrize("number", ["+266696687", "anonymous", "sip:a@b.example", "client:jane", "+86282452253"])
def test_a_number_that_is_none_is_not_texted(desk, number):
    desk.simulator.call(caller=number)
    desk.wait_for(lambda: NOT_SENT in desk.kinds())
    assert texts(desk) == []


def test_another_number_than_the_one_that_called_is_not_texted(desk):
    desk.agreed()
    desk.live.text_code(CallArrived("CA1", "+14155550999", CALLEE))
    assert desk.kinds()[-1] == NOT_SENT
    assert texts(desk) == []


def test_after_a_withdrawal_or_the_end_nobody_is_texted(desk):
    desk.agreed()
    desk.hang_up()
    desk.live.text_code(CallArrived("CA1", "+14152345678", CALLEE))
    assert BEGUN not in desk.kinds()


def test_a_carrier_that_refuses_costs_the_text_alone(desk):
    desk.simulator.rest.token = "changed"
    log = desk.simulator.call()
    desk.wait_for(lambda: NOT_SENT in desk.kinds())
    assert log.saw("talks")


def test_neither_number_nor_code_is_kept_or_logged(desk, capsys):
    log = desk.simulator.call()
    desk.wait_for(lambda: SENT in desk.kinds())
    code = ReceiptCodes(desk.book, desk.live._parts.caller_ref).code(desk.call(log.call_sid).id)
    printed = capsys.readouterr()
    kept = str(desk.ledger.entries()) + str(desk.book.calls()) + printed.out + printed.err
    assert CALLER not in kept
    assert code not in kept
    assert written(code) not in kept


def test_it_keeps_to_the_description():
    openapi = description()
    with OpenLine(TEXTED) as line:
        line.simulator.call()
        line.wait_for(lambda: SENT in line.kinds())
        assert findings(openapi, line.simulator) == []
        assert "Messages.json" in {asked.path.rpartition("/")[2] for asked, _ in line.simulator.rest.answered}
