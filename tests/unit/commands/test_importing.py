"""An existing recording enters only with a basis fit for a record, and with roles and purposes that mean something."""

import pytest

from voice.commands.import_ import checked_basis, purposes_of, roles_of
from voice.consent.values import Purpose
from voice.errors import UntrustedInput


def test_a_basis_is_kept_as_it_was_said_without_stray_spaces():
    assert checked_basis("  written   consent on file ") == "written consent on file"


@pytest.mark.parametrize("basis", ["", "   ", "x" * 401])
def test_a_basis_that_says_nothing_or_too_much_is_refused(basis):
    with pytest.raises(UntrustedInput):
        checked_basis(basis)


@pytest.mark.parametrize("basis", ["my name is Emily Carter and I agree", "call me on 212-555-0123"])
def test_a_basis_that_names_somebody_is_refused_without_repeating_it(basis):
    with pytest.raises(UntrustedInput) as refused:
        checked_basis(basis)
    assert "Emily" not in refused.value.public
    assert "0123" not in refused.value.public


def test_roles_are_named_in_the_order_of_the_channels():
    assert roles_of("agent, caller") == ("agent", "caller")


@pytest.mark.parametrize("channels", ["", "caller,caller", "caller,agent,agent", "somebody"])
def test_other_roles_are_refused(channels):
    with pytest.raises(UntrustedInput):
        roles_of(channels)


def test_purposes_are_those_that_were_named():
    assert purposes_of("recording,transcription") == (Purpose.RECORDING, Purpose.TRANSCRIPTION)


@pytest.mark.parametrize("purposes", ["transcription", "recording,training", "recording,everything", ""])
def test_training_unknown_purposes_and_none_at_all_are_refused(purposes):
    with pytest.raises(UntrustedInput):
        purposes_of(purposes)
