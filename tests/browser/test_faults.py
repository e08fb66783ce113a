"""The pages of the tests notice what goes wrong on them."""

import pytest

from tutorhub_app import routes

BREAKING = {
    "an error in the console": "console.error('it broke')",
    "a script that throws": "setTimeout(() => { throw new Error('it broke') })",
    "a missing file": "document.head.append(Object.assign(document.createElement('script'), "
    "{src: '/it-broke.js'}))",
    "another host": "fetch('http://it-broke.example/').catch(() => {})",
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_fault_is_noticed(page, faults_of, name: str):
    page.goto(routes.SIGN_IN)
    faults = faults_of(page)
    assert not faults.unexpected
    page.evaluate(BREAKING[name])
    while not faults.found:
        page.wait_for_timeout(20)
    assert "broke" in faults.unexpected[0]
    faults.allow("broke")
    faults.allow("ERR_")
    assert not faults.unexpected


def test_a_refused_request_of_a_script_is_no_fault(page, faults_of):
    page.goto(routes.SIGN_IN)
    assert page.evaluate("fetch('/nothing-here', {method: 'POST'}).then(a => a.status)") >= 400
    assert not faults_of(page).unexpected
