"""Fields that come and go with what another field says."""

from tests.browser.conftest import MARKS

pytestmark = MARKS


def test_a_field_counts_only_while_it_is_shown(astronomer, portal):
    astronomer.goto("/activities/kinds/run")
    steps = astronomer.get_by_label("Steps")
    assert not steps.is_visible()
    assert steps.is_disabled()
    astronomer.get_by_label("Mode").select_option("slow")
    steps.fill("7")
    astronomer.get_by_label("Mode").select_option("fast")
    assert not steps.is_visible()
    astronomer.get_by_label("Mode").select_option("slow")
    assert steps.input_value() == "7"
    astronomer.get_by_role("button", name="Run", exact=True).click()
    astronomer.get_by_text("slow").first.wait_for()
    assert "/jobs/" in astronomer.url
    assert astronomer.get_by_text("7", exact=True).first.is_visible()


def test_without_scripts_all_fields_are_there_with_a_sentence(browse, states):
    page = browse(java_script_enabled=False, storage_state=states["astronomer"])
    page.goto("/activities/kinds/run")
    assert page.get_by_label("Steps").is_visible()
    assert page.get_by_text("Counts only when mode is slow.").is_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/jobs/*")
