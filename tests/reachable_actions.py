"""Which AWS actions the code of a handler can reach, read from the code itself without running it.

From the handler's module and what it imports of its own package, every function and class that is named is followed,
through the whole of `lahetti`. What a function names of PynamoDB and of AWS's clients is an action; its table is that
of the item models that it names, of those in its module where it names none, else Programme. So more may count as
reachable than ever runs, seldom less: an action that is granted and not reachable is one that nobody calls.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tools.templates import ROOT

FOLDERS = (ROOT / "functions", ROOT / "layers" / "lahetti" / "python")
TABLES = {
    "programme_table": "ProgrammeTable",
    "traffic_table": "TrafficTable",
    "transient_table": "TransientTable",
}
INDEXES = {"gsi1": "ProgrammeGsi1", "gsi2": "ProgrammeGsi2", "standings": "TrafficStandings"}
OF_MODELS = {"save": "PutItem", "update": "UpdateItem", "delete": "DeleteItem", "refresh": "GetItem"}
"""Methods of an item; what they are called on is not known, so they count wherever they are named."""
OF_CLASSES = {"find": "GetItem", "get": "GetItem", "query": "Query", "count": "Query"}
"""Methods of a model's class; they count only where they are named on one."""
OF_TRANSACTIONS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "Check": "ConditionCheckItem"}
OF_CONNECTIONS = {
    "batch_get_item": ("BatchGetItem",),
    "batch_write_item": ("BatchWriteItem",),
    "batch_execute_statement": ("PartiQLInsert", "PartiQLUpdate"),
}
OF_IDEMPOTENCY = ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
OF_CLIENTS = {
    "admin_create_user": ("cognito-idp:AdminCreateUser",),
    "admin_delete_user": ("cognito-idp:AdminDeleteUser",),
    "admin_user_global_sign_out": ("cognito-idp:AdminUserGlobalSignOut",),
    "admin_update_user_attributes": ("cognito-idp:AdminUpdateUserAttributes",),
    "admin_initiate_auth": ("cognito-idp:AdminInitiateAuth",),
    "admin_respond_to_auth_challenge": ("cognito-idp:AdminRespondToAuthChallenge",),
    "decrypt": ("kms:Decrypt",),
    "delete_object": ("s3:DeleteObject",),
    "encrypt": ("kms:Encrypt",),
    "generate_presigned_url": ("s3:GetObject",),
    "get_account": ("ses:GetAccount",),
    "get_object": ("s3:GetObject",),
    "get_secret_value": ("secretsmanager:GetSecretValue",),
    "invoke": ("lambda:InvokeFunction",),
    "put_object": ("s3:PutObject",),
    "send_bulk_email": ("ses:SendBulkEmail", "ses:SendBulkTemplatedEmail"),
    "send_message": ("sqs:SendMessage",),
    "send_email": ("ses:SendEmail", "ses:SendRawEmail"),
}
DATABASE = ("lahetti.dynamodb",)
"""Modules that work on whatever item they are given: their actions are those of whoever calls them."""

Unit = tuple[str, str]
"""A function, class or other name at the top of a module."""


@dataclass
class Module:
    name: str
    units: dict[str, list[ast.stmt]] = field(default_factory=dict)
    bindings: dict[str, str] = field(default_factory=dict)
    """What an imported name stands for, as a dotted path."""
    package: bool = False
    by_name: set[str] = field(default_factory=set)
    """Modules that it has imported by name: those of its table `PAGES`, which lie in `console.pages`."""


@dataclass
class Actions:
    """What is reached: (action, table or index) of DynamoDB, names of all other actions."""

    of_tables: set[tuple[str, str]] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def holds(self, action: str, resource: str) -> bool:
        service, _, name = action.partition(":")
        return (name, resource) in self.of_tables if service == "dynamodb" else action in self.others


@cache
def of(handler: str) -> Actions:
    """Return what a handler (`jobs.send_digests.lambda_handler`) can reach."""
    reached: set[Unit] = set()
    waiting = list(_roots(handler.rpartition(".")[0]))
    while waiting:
        unit = waiting.pop()
        if unit not in reached:
            reached.add(unit)
            waiting.extend(_named(unit))
    found = Actions()
    for unit in reached:
        actions = _actions(unit)
        found.of_tables |= actions.of_tables
        found.others |= actions.others
    return found


@cache
def _modules() -> dict[str, Module]:
    modules = {}
    for folder in FOLDERS:
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if package else parts)
            if name:
                modules[name] = _read(name, ast.parse(path.read_text()), package)
    return modules


def _read(name: str, tree: ast.Module, package: bool) -> Module:
    module = Module(name, package=package)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                module.bindings[bound] = alias.name if alias.asname else bound
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module.bindings[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        match node:
            case ast.Assign(targets=[ast.Name(id="PAGES")], value=ast.Dict(values=values)):
                module.by_name |= {f"console.pages{ast.literal_eval(value)}" for value in values}
    for statement in tree.body:
        for bound in _bound(statement):
            module.units.setdefault(bound, []).append(statement)
    return module


def _bound(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _roots(handler: str) -> Iterator[Unit]:
    """Return all units of a handler's module and of the modules of its own package that it brings."""
    package = handler.partition(".")[0]
    seen: set[str] = set()
    waiting = [handler]
    while waiting:
        name = waiting.pop()
        if name in seen or name.partition(".")[0] != package or name not in _modules():
            continue
        seen.add(name)
        module = _modules()[name]
        yield from ((name, unit) for unit in module.units)
        waiting += module.by_name
        for path in module.bindings.values():
            waiting += [path, path.rpartition(".")[0]]


def _resolve(path: str) -> Unit | None:
    """Return the unit that a dotted path names, through what packages hand on."""
    for _ in range(5):
        parts = path.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            name, rest = ".".join(parts[:cut]), parts[cut]
            if name not in _modules() or f"{name}.{rest}" in _modules():
                continue
            module = _modules()[name]
            if rest in module.units:
                return name, rest
            if rest not in module.bindings:
                return None
            path = ".".join([module.bindings[rest], *parts[cut + 1 :]])
            break
        else:
            return None
    return None


def _paths(unit: Unit) -> Iterator[tuple[str, ast.AST]]:
    """Return every dotted path that a unit names, spelled from the top of a package, with its node."""
    module = _modules()[unit[0]]
    for statement in module.units[unit[1]]:
        for node in ast.walk(statement):
            parts: list[str] = []
            inner: ast.AST = node
            while isinstance(inner, ast.Attribute):
                parts.insert(0, inner.attr)
                inner = inner.value
            if not isinstance(inner, ast.Name):
                continue
            if inner.id in module.units:
                yield ".".join([module.name, inner.id, *parts]), node
            elif inner.id in module.bindings:
                yield ".".join([module.bindings[inner.id], *parts]), node


@cache
def _named(unit: Unit) -> frozenset[Unit]:
    return frozenset(found for path, _ in _paths(unit) if (found := _resolve(path)) is not None and found != unit)


@cache
def _table_of(unit: Unit) -> str | None:
    """Return the table of a model's class: said in its body, or in that of a class it derives from."""
    for statement in _modules()[unit[0]].units[unit[1]]:
        if not isinstance(statement, ast.ClassDef):
            continue
        for node in statement.body:
            match node:
                case ast.Assign(targets=[ast.Name(id="table")], value=ast.Constant(value=str(table))):
                    return TABLES[table]
        for base in statement.bases:
            for path, node in _paths(unit):
                if node is base and (of_base := _resolve(path)) is not None and of_base != unit:
                    return _table_of(of_base)
    return None


def _is_database(module: str) -> bool:
    return module.startswith(DATABASE)


@cache
def _actions(unit: Unit) -> Actions:
    module = _modules()[unit[0]]
    nodes = _nodes(unit)
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    found = Actions(others={action for name in attributes for action in OF_CLIENTS.get(name, ())})
    if _is_database(unit[0]):
        return found
    found.of_tables |= _on_classes(unit) | _in_requests(unit)
    operations = {OF_MODELS[name] for name in attributes & set(OF_MODELS)} if _names_items(module) else set()
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    for path, node in _paths(unit):
        resolved = _resolve(path)
        if resolved is None or _table_of(resolved) or not _is_database(resolved[0]):
            continue
        operations |= _of_database(resolved)
        if resolved[1] in OF_TRANSACTIONS and node in called:
            operations.add(OF_TRANSACTIONS[resolved[1]])
    tables = _tables_named(unit) or _tables_in(module) or {"ProgrammeTable"}
    found.of_tables |= {(operation, table) for operation in operations for table in tables}
    return found


def _nodes(unit: Unit) -> list[ast.AST]:
    return [node for statement in _modules()[unit[0]].units[unit[1]] for node in ast.walk(statement)]


def _tables_named(unit: Unit) -> set[str]:
    units = (_resolve(path) for path, _ in _paths(unit))
    return {table for found in units if found is not None and (table := _table_of(found))}


def _on_classes(unit: Unit) -> set[tuple[str, str]]:
    """What is asked of a model's class or of an index of it."""
    found = set()
    for path, _ in _paths(unit):
        resolved = _resolve(path)
        if resolved is not None and (table := _table_of(resolved)):
            parts = path.split(".")
            found |= {("Query", INDEXES[part]) for part in parts if part in INDEXES}
            found |= {(OF_CLASSES[parts[-1]], table)} if parts[-1] in OF_CLASSES else set()
    return found


def _in_requests(unit: Unit) -> set[tuple[str, str]]:
    """What stands in requests that are put together by hand, and what Powertools does for idempotency."""
    nodes = _nodes(unit)
    spelled = {TABLES[node.attr] for node in nodes if isinstance(node, ast.Attribute) and node.attr in TABLES}
    if any(isinstance(node, ast.Name) and node.id == "DynamoDBPersistenceLayer" for node in nodes):
        return {(operation, table) for operation in OF_IDEMPOTENCY for table in spelled}
    spelled = spelled or set(_spelled_in(_modules()[unit[0]]))
    named = {node.value for node in nodes if isinstance(node, ast.Constant) and node.value in OF_IDEMPOTENCY}
    return {(str(operation), table) for operation in named for table in spelled}


@cache
def _of_database(unit: Unit, within: frozenset[Unit] = frozenset()) -> frozenset[str]:
    """Return what a unit that works on whatever item it is given does to it; of transactions, their writes say it."""
    nodes = _nodes(unit)
    if any(isinstance(node, ast.Name) and node.id == "TransactWrite" for node in nodes):
        return frozenset()
    if any(isinstance(statement, ast.ClassDef) for statement in _modules()[unit[0]].units[unit[1]]):
        return frozenset()
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    own = {OF_MODELS[name] for name in attributes & {"save"}}
    own |= {action for name in attributes & set(OF_CONNECTIONS) for action in OF_CONNECTIONS[name]}
    for called in _named(unit):
        if _is_database(called[0]) and called not in within:
            own |= _of_database(called, within | {unit})
    return frozenset(own)


def _names_items(module: Module) -> bool:
    """Return whether a module may call methods of items: it has models, or brings some."""
    paths = module.bindings.values()
    return bool(_tables_in(module)) or any(
        path.startswith("lahetti.dynamodb") or ((found := _resolve(path)) is not None and _table_of(found) is not None)
        for path in paths
    )


def _tables_in(module: Module) -> set[str]:
    return {table for unit in module.units if (table := _table_of((module.name, unit))) is not None}


def _spelled_in(module: Module) -> Iterator[str]:
    for statements in module.units.values():
        for statement in statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and node.attr in TABLES:
                    yield TABLES[node.attr]
