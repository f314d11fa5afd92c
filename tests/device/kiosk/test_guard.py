"""Who may talk to the kiosk."""

import pytest

from tests.device.kiosk.customer import Customer, FillingOutbox, stored


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "http://127.0.0.1.example.org"},
        {"Origin": "null"},
        {"Host": "example.org"},
        {"Host": "localhost.example.org:8080"},
        {"Host": "127.0.0.1@example.org"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_from_elsewhere_may_not_post(
    customer: Customer, outbox: FillingOutbox, headers: dict[str, str]
) -> None:
    answer = customer.taps_from(headers)
    assert answer.status_code == 403
    assert answer.json is not None and answer.json["hint"]
    assert stored(outbox) == []


def test_a_foreign_name_for_this_machine_shows_nothing(customer: Customer) -> None:
    for address in ("/", "/survey", "/static/kiosk.js"):
        answer = customer.client.get(address, headers={"Host": "example.org"})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"},
        {"Host": "localhost:8080", "Sec-Fetch-Site": "same-origin"},
        {"Host": "[::1]:8080", "Origin": "http://[::1]:8080"},
    ],
)
def test_the_kiosks_own_page_may_post(
    customer: Customer, headers: dict[str, str]
) -> None:
    assert customer.taps_from(headers).status_code == 201


def test_the_page_may_load_nothing_from_elsewhere(customer: Customer) -> None:
    answer = customer.client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy and "http" not in policy
    assert "http" not in answer.text.replace("http-equiv", "")
