"""What the service may wish for over REST besides recordings: a stream on a call, a text message."""

from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any

from voice.call.simulated.exchange import AskedStream, Exchange

Form = Mapping[str, list[str]]
Json = dict[str, Any]


def stream(exchange: Exchange, call_sid: str, form: Form) -> Json | None:
    """The stream as the carrier shows it; the line opens it. None where the call is not in progress."""
    call = exchange.calls.get(call_sid)
    if call is None or call.status != "in-progress":
        return None
    names = [name for name in form if name.startswith("Parameter") and name.endswith(".Name")]
    sent = {form[name][0]: form[name.replace(".Name", ".Value")][0] for name in names}
    name = form.get("Name", [""])[0]
    call.streams.append(AskedStream(form.get("Url", [""])[0], name, sent))
    sid = exchange.sid("MZ")
    return {
        "sid": sid,
        "account_sid": exchange.account,
        "call_sid": call_sid,
        "name": name,
        "status": "in-progress",
        "date_updated": format_datetime(call.began_at),
        "uri": f"/2010-04-01/Accounts/{exchange.account}/Calls/{call_sid}/Streams/{sid}.json",
    }


def message(exchange: Exchange, form: Form) -> Json:
    """A text message as the carrier shows it, kept for whoever looks at what was sent."""
    given = {name.lower(): values[0] for name, values in form.items()}
    exchange.messages.append(given)
    sid = exchange.sid("SM")
    uri = f"/2010-04-01/Accounts/{exchange.account}/Messages/{sid}"
    return {
        **dict.fromkeys(("date_sent", "price", "error_message", "error_code", "messaging_service_sid")),
        **given,
        "sid": sid,
        "account_sid": exchange.account,
        "status": "queued",
        "direction": "outbound-api",
        "num_segments": "1",
        "num_media": "0",
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }
