"""The HTTP client against a local network: what it takes, what it refuses, and that every conversation ends."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import Ask, FakeNet, Reply, Wire, closed_port_env
from tests.fakenet.patience import PATIENCE
from tracker.errors import ConfigError, FetchError
from tracker.model.source import Request, Validators
from tracker.net.answers import Answer
from tracker.net.http import HttpClient

HOST = "data.example"
OTHER = "mirror.example"
URL = f"https://{HOST}/rates.csv"

pytestmark = pytest.mark.watches_processes


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


def make(**settings: object) -> HttpClient:
    usual: dict[str, object] = {"user_agent": "tracker-test/1", "spacing": 0.0, "backoff": 0.0, **PATIENCE}
    return HttpClient(**{**usual, **settings})  # type: ignore[arg-type]


def get(client: HttpClient, url: str = URL, *, hosts: tuple[str, ...] = (HOST,), **more: object) -> Answer:
    return client.get(Request(url=url, kind="x"), source="test", hosts=hosts, **more)  # type: ignore[arg-type]


def refused(client: HttpClient, url: str = URL, *, hosts: tuple[str, ...] = (HOST,)) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(client, url, hosts=hosts)
    assert caught.value.source == "test"
    return caught.value


def test_a_document_comes_with_its_type_and_validators(net: FakeNet) -> None:
    net.route(HOST, scenarios.conditional(scenarios.ok(b"a,b\n", media_type="text/csv; charset=utf-8")))
    answer = get(make())
    assert (answer.content, answer.media_type, answer.status, answer.url) == (b"a,b\n", "text/csv", 200, URL)
    assert answer.validators.etag
    assert not answer.not_modified


@pytest.mark.parametrize(
    "sent",
    [
        b"Content-Length: 40\r\n\r\nid,name\n1,One\n2,Two\n",
        b"Transfer-Encoding: chunked\r\n\r\n8\r\nid,name\n\r\nc\r\n1,One\n2,Two\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n8\r\nid,name\n\r\n20\r\n1,One\n2,Two\n",
    ],
    ids=["a length", "whole chunks", "within a chunk"],
)
def test_a_body_that_breaks_off_between_two_lines_is_no_document(net: FakeNet, sent: bytes) -> None:
    def wire(line: Wire, reply: Reply) -> None:
        line.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n" + sent)

    net.route(HOST, scenarios.always(Reply(wire=wire)))
    assert "broke off" in str(refused(make(retries=0)))


def test_it_introduces_itself_and_accepts_anything(net: FakeNet) -> None:
    net.route(HOST, scenarios.ok(b"x"))
    get(make(user_agent="tracker/1 (+ops@example.org)"))
    assert net.asked[0].header("User-Agent") == "tracker/1 (+ops@example.org)"
    assert net.asked[0].header("Accept") == "*/*"


def test_parameters_are_appended_to_the_query(net: FakeNet) -> None:
    net.route(HOST, scenarios.ok(b"x"))
    make().get(Request(url=URL + "?a=1", kind="x", params={"b": "ü 2"}), source="test", hosts=(HOST,))
    assert net.asked[0].query == {"a": ["1"], "b": ["ü 2"]}


def test_a_body_is_posted_and_told_to_no_other_host(net: FakeNet) -> None:
    net.route(HOST, scenarios.redirect(f"https://{HOST}/new", status=307))
    request = Request(url=URL + "#Operation?a=1", kind="x", headers={"SOAPAction": '"a"'}, body=b"<a/>")
    with pytest.raises(FetchError):
        make().get(request, source="test", hosts=(HOST,))
    assert {(ask.method, ask.body, ask.header("SOAPAction")) for ask in net.asked} == {("POST", b"<a/>", '"a"')}
    assert "#" not in net.asked[0].target
    net.asked.clear()
    net.route(HOST, scenarios.redirect(f"https://{OTHER}/"))
    net.route(OTHER, scenarios.ok(b"x"))
    make().get(request, source="test", hosts=(HOST, OTHER))
    assert [(ask.host, ask.method, ask.body) for ask in net.asked] == [(HOST, "POST", b"<a/>"), (OTHER, "GET", b"")]


def test_an_unchanged_document_is_not_sent_again(net: FakeNet) -> None:
    net.route(HOST, scenarios.conditional(scenarios.ok(b"x")))
    client = make()
    first = get(client)
    again = get(client, validators=first.validators)
    assert again.not_modified
    assert again.content == b""


def test_a_304_nobody_asked_for_is_an_error(net: FakeNet) -> None:
    net.route(HOST, scenarios.always(Reply(status=304)))
    assert refused(make()).status == 304


def test_packed_documents_are_unpacked(net: FakeNet) -> None:
    packed = gzip.compress(b"one") + gzip.compress(b"two")
    net.route(HOST, scenarios.always(Reply(body=packed, headers={"Content-Encoding": "gzip"})))
    assert get(make()).content == b"onetwo"


@pytest.mark.parametrize(("status", "retryable"), [(404, False), (403, False), (410, False), (500, True), (206, False)])
def test_statuses_are_typed(net: FakeNet, status: int, retryable: bool) -> None:
    net.route(HOST, scenarios.always(Reply(status=status, body=b"?")))
    error = refused(make(retries=0))
    assert (error.status, error.reason, error.retryable) == (status, "status", retryable)
    assert error.url == URL


def test_an_empty_document_is_no_document(net: FakeNet) -> None:
    net.route(HOST, scenarios.ok(b""))
    assert refused(make(retries=0)).reason == "empty"


def test_server_errors_are_tried_again(net: FakeNet) -> None:
    net.route(HOST, scenarios.in_turn([scenarios.broken(503), scenarios.broken(500), scenarios.ok(b"x")]))
    assert get(make(retries=2)).content == b"x"
    assert len(net.asked) == 3


def test_what_is_to_be_asked_for_once_is(net: FakeNet) -> None:
    net.route(HOST, scenarios.broken(503))
    with pytest.raises(FetchError):
        make(retries=2).get(Request(url=URL, kind="x", once=True), source="test", hosts=(HOST,))
    assert len(net.asked) == 1


def test_tries_are_counted(net: FakeNet) -> None:
    net.route(HOST, scenarios.broken(503))
    assert refused(make(retries=2)).status == 503
    assert len(net.asked) == 3


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_is_not_tried_again(net: FakeNet, status: int) -> None:
    net.route(HOST, scenarios.always(Reply(status=status, body=b"?")))
    refused(make(retries=2))
    assert len(net.asked) == 1


def test_a_short_wish_of_the_server_is_honoured(net: FakeNet) -> None:
    net.route(HOST, scenarios.in_turn([scenarios.rate_limited(retry_after="0"), scenarios.ok(b"x")]))
    assert get(make()).content == b"x"


@pytest.mark.parametrize(
    ("wish", "date"), [("3600", ""), ("Mon, 23 Nov 2026 01:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT")]
)
def test_a_long_wish_is_passed_on_instead_of_waited_for(net: FakeNet, wish: str, date: str) -> None:
    headers = {"Retry-After": wish, **({"Date": date} if date else {})}
    net.route(HOST, scenarios.always(Reply(status=429, body=b"?", headers=headers)))
    error = refused(make())
    assert (error.reason, error.retry_after, error.retryable) == ("rate-limit", 3600.0, True)
    assert len(net.asked) == 1


@pytest.mark.parametrize("scenario", [scenarios.silent, scenarios.drip_headers, scenarios.drip_body])
def test_no_server_holds_a_conversation_beyond_its_deadline(net: FakeNet, scenario: Callable[[], object]) -> None:
    net.route(HOST, scenario())  # type: ignore[arg-type]
    error = refused(make(total=0.6, read=0.5))
    assert error.reason == "deadline"
    assert error.retryable


def test_a_document_made_on_demand_may_ask_for_patience_up_to_the_clients_own(net: FakeNet) -> None:
    def after_a_while(line: Wire, reply: Reply) -> None:
        line.wait(0.4)
        line.send(reply.head() + reply.body)

    net.route(HOST, scenarios.always(Reply(body=b"x", wire=after_a_while)))
    client = make(total=0.1, read=0.1, retries=0, patience=120.0)
    assert client.get(Request(url=URL, kind="x", patience=120.0), source="test", hosts=(HOST,)).content == b"x"

    net.route(HOST, scenarios.silent())

    def limit(wanted: float, granted: float) -> str:
        client = make(total=0.1, retries=0, patience=granted)  # the wait for a byte is longer: it ends none of these
        with pytest.raises(FetchError) as caught:
            client.get(Request(url=URL, kind="x", patience=wanted), source="test", hosts=(HOST,))
        return caught.value.message

    assert "after 0.3 s" in limit(0.3, 60.0)
    assert "after 0.2 s" in limit(30.0, 0.2)
    assert "after 0.1 s" in limit(30.0, 0.0)


def test_a_broken_off_body_is_not_taken_for_a_document(net: FakeNet) -> None:
    net.route(HOST, scenarios.truncated(scenarios.ok(b"x" * 5000)))
    assert refused(make(retries=0)).reason == "network"


@pytest.mark.parametrize(
    "handler",
    [
        scenarios.oversized(3_000_000),
        scenarios.ok(b"x" * 1_000_001),
        scenarios.gzip_bomb(20_000_000),
        scenarios.always(Reply(body=b"x", headers={"Content-Length": "99999999"})),
    ],
    ids=["unannounced", "announced", "bomb", "announced only"],
)
def test_a_document_has_a_largest_size(net: FakeNet, handler: Callable[[Ask], Reply]) -> None:
    net.route(HOST, handler)
    error = refused(make(max_bytes=1_000_000))
    assert (error.reason, error.retryable) == ("size", False)


def test_a_request_may_name_a_largest_size_of_its_own(net: FakeNet) -> None:
    net.route(HOST, scenarios.always(Reply(body=b"x" * 5000)))
    client = make(max_bytes=1_000)
    assert len(client.get(Request(url=URL, kind="x", max_bytes=10_000), source="test", hosts=(HOST,)).content) == 5000
    with pytest.raises(FetchError, match="larger than 2,000 bytes"):
        client.get(Request(url=URL, kind="x", max_bytes=2_000), source="test", hosts=(HOST,))


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_packing_that_cannot_be_undone_is_an_error(net: FakeNet, encoding: str) -> None:
    body = gzip.compress(b"x" * 5000)[:-9]
    net.route(HOST, scenarios.always(Reply(body=body, headers={"Content-Encoding": encoding})))
    assert refused(make(retries=0)).reason == "content"


def test_redirects_among_declared_hosts_are_followed(net: FakeNet) -> None:
    net.route(HOST, scenarios.redirect(f"https://{OTHER}/moved"))
    net.route(OTHER, scenarios.ok(b"there"))
    request = Request(url=URL, kind="x", headers={"Authorization": "Bearer s3cret"})
    answer = make().get(request, source="test", hosts=(HOST, OTHER))
    assert (answer.content, answer.url) == (b"there", f"https://{OTHER}/moved")
    assert net.asked[0].header("Authorization")
    assert not net.asked[1].header("Authorization")


@pytest.mark.parametrize(
    "target",
    [f"https://{OTHER}/x", f"http://{HOST}/x", f"https://{HOST}:8443/x", "http://127.0.0.1/x", "file:///etc/passwd"],
)
def test_redirects_elsewhere_are_not_followed(net: FakeNet, target: str) -> None:
    net.route(HOST, scenarios.redirect(target))
    net.route(OTHER, scenarios.ok(b"never"))
    error = refused(make())
    assert (error.reason, error.retryable) == ("redirect", False)
    assert [ask.host for ask in net.asked] == [HOST]


def test_a_loop_of_redirects_ends(net: FakeNet) -> None:
    net.route(HOST, scenarios.redirect("/again"))
    assert refused(make()).reason == "redirect"


@pytest.mark.parametrize("url", ["https://elsewhere.example/", f"http://{HOST}/", f"https://user:pw@{HOST}/"])
def test_undeclared_addresses_are_not_asked(net: FakeNet, url: str) -> None:
    error = refused(make(), url)
    assert error.reason == "redirect"
    assert "pw" not in str(error)
    assert net.asked == []


def test_plain_http_is_for_declared_loopback_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert refused(make(), url).reason == "redirect"
        assert refused(make(total=0.3), url, hosts=("127.0.0.1",)).reason == "deadline"


def test_offline_opens_no_socket(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    client = make(offline=True)
    monkeypatch.setattr(socket, "socket", forbidden)
    assert refused(client).reason == "offline"
    with pytest.raises(FetchError) as caught:
        client.contact(HOST, source="test")
    assert caught.value.reason == "offline"


def test_without_network_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    error = refused(make())
    assert (error.reason, error.retryable) == ("network", True)
    assert HOST in str(error)


def test_a_proxy_that_knows_no_way_is_named(net: FakeNet) -> None:
    error = refused(make())
    assert error.reason == "network"
    assert "proxy" in error.message


def test_a_certificate_nobody_signed_is_refused_with_a_remedy(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    net.route(HOST, scenarios.ok(b"x"))
    with FakeNet() as stranger:
        error = refused(make(ca_bundle=stranger.bundle))
    assert not error.retryable
    assert "TRACKER_CA_BUNDLE" in error.remedy
    assert get(make(ca_bundle=net.bundle)).content == b"x"


def test_a_bundle_that_cannot_be_read_is_a_configuration_error(net: FakeNet, tmp_path: Path) -> None:
    net.route(HOST, scenarios.ok(b"x"))
    with pytest.raises(ConfigError, match="TRACKER_CA_BUNDLE"):
        get(make(ca_bundle=tmp_path / "none.pem"))


def test_a_proxy_address_that_makes_no_sense_is_a_configuration_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "nonsense://127.0.0.1:1")
    with pytest.raises(ConfigError, match="HTTPS_PROXY"):
        get(make())


def test_keys_in_addresses_are_not_shown(net: FakeNet) -> None:
    net.route(HOST, scenarios.not_found())
    error = refused(make(), f"{URL}?api_key=hunter2&id=7")
    assert "hunter2" not in str(error)
    assert "id=7" in error.url


def test_first_contact_tells_a_reachable_host_from_an_unreachable_one(net: FakeNet) -> None:
    net.route(HOST, scenarios.silent())
    make().contact(HOST, source="test")
    net.unplug()
    with pytest.raises(FetchError) as caught:
        make().contact(HOST, source="test")
    assert caught.value.reason == "network"
    assert net.asked == []


def test_first_contact_does_not_wait_for_a_silent_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("https_proxy", f"http://user:pw@127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(FetchError) as caught:
            make(connect=0.3).contact(HOST, source="test")
    assert caught.value.reason == "deadline"
    assert "pw" not in str(caught.value)


def test_validators_are_sent_as_the_server_gave_them(net: FakeNet) -> None:
    net.route(HOST, scenarios.ok(b"x"))
    get(make(), validators=Validators(etag='W/"a"', last_modified="Fri, 20 Nov 2026 15:00:00 GMT"))
    assert net.asked[0].header("If-None-Match") == 'W/"a"'
    assert net.asked[0].header("If-Modified-Since") == "Fri, 20 Nov 2026 15:00:00 GMT"


def test_a_connection_that_fails_once_after_an_answer_is_tried_again(net: FakeNet) -> None:
    def handler(ask: Ask) -> Reply:  # the form of every handler
        if len(net.asked) > 1:
            return Reply(body=b"x")
        net.unplug()
        return Reply(status=503, headers={"Connection": "close"})

    class Connects(list[str]):
        def append(self, host: str) -> None:
            super().append(host)
            if len(self) == 3:
                net.plug_in()

    net.connects = Connects()
    net.route(HOST, handler)
    assert get(make()).content == b"x"
    assert len(net.connects) == 3
