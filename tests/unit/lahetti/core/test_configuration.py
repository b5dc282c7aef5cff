import pytest

from lahetti.core.configuration import Configuration, read_configuration

COMPLETE = {f"LAHETTI_{field.upper()}": f"value of {field}" for field in Configuration._fields}
DEMANDED = sorted(
    name for name in COMPLETE if name.removeprefix("LAHETTI_").lower() not in Configuration._field_defaults
)


def test_every_field_comes_from_the_variable_of_its_name() -> None:
    configuration = read_configuration({**COMPLETE, "PATH": "/bin"})

    assert configuration.time_zone == "value of time_zone"
    assert all(getattr(configuration, field) == f"value of {field}" for field in Configuration._fields)


@pytest.mark.parametrize("missing", DEMANDED)
def test_a_missing_variable_is_named(missing: str) -> None:
    environment = {name: value for name, value in COMPLETE.items() if name != missing}

    with pytest.raises(KeyError, match=missing):
        read_configuration(environment)


def test_all_missing_variables_are_named_at_once() -> None:
    with pytest.raises(KeyError) as error:
        read_configuration({})

    assert all(name in str(error.value) for name in DEMANDED)


def test_nothing_stands_in_for_the_public_internet_unless_a_deployment_says_so() -> None:
    environment = {name: value for name, value in COMPLETE.items() if name in DEMANDED}

    assert read_configuration(environment).fetch_allowed_host == ""
