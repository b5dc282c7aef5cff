"""What the DNS says from here: hosts that lead to their APIs, and the policy for mails that only look like ours."""

from collections.abc import Callable, Sequence

import dns.exception
import dns.resolver

from tools.account.findings import Finding, Verdict

_SECONDS = 5.0
Answers = Callable[[str, str], Sequence[str]]


def looked_up(name: str, kind: str) -> list[str]:
    """Return what the resolver of this machine says of a name, lower case, without the last dot; [] for none."""
    try:
        found = dns.resolver.resolve(name, kind, lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    return [str(record).strip('"').rstrip(".").lower() for record in found]


def host(name: str, target: str, answers: Callable[[str], bool], look: Answers) -> Finding:
    """Whether a host leads to our API and answers: by a CNAME to its target, or to the same addresses (an alias)."""
    subject = f"host {name}"
    wanted = target.rstrip(".").lower()
    try:
        leads = wanted in look(name, "CNAME") or bool(set(look(name, "A")) & set(look(wanted, "A")))
    except dns.exception.DNSException as error:
        return Finding(subject, Verdict.UNKNOWN, f"the DNS did not answer ({error}).", "Ask from another network.")
    if not leads:
        return Finding(subject, Verdict.RED, f"does not lead to {target}.", f"Publish {name} CNAME {target}.")
    if not answers(name):
        return Finding(
            subject,
            Verdict.AMBER,
            "leads to us and does not answer yet.",
            "Wait some minutes after the record's change.",
        )
    return Finding(subject, Verdict.GREEN, "leads to us and answers.")


def dmarc(domain: str, look: Answers) -> Finding:
    """Whether receivers know what to do with mails that only pretend to come from the sender's domain (RFC 7489).

    A subdomain without a policy of its own has that of the organisation's domain.
    """
    parents = domain.split(".")
    tried = [domain, ".".join(parents[-2:])] if len(parents) > 2 else [domain]
    try:
        found = next((text for name in tried for text in look(f"_dmarc.{name}", "TXT") if "v=dmarc1" in text), None)
    except dns.exception.DNSException as error:
        return Finding("DMARC", Verdict.UNKNOWN, f"the DNS did not answer ({error}).", "Ask from another network.")
    if found is None:
        return Finding(
            "DMARC",
            Verdict.RED,
            f"{domain} has no policy: large receivers put such mails off.",
            f'Publish _dmarc.{domain} TXT "v=DMARC1; p=none; rua=mailto:postmaster@{domain}" to begin with.',
        )
    if "p=none" in found.replace(" ", ""):
        return Finding("DMARC", Verdict.AMBER, f"{domain} only watches (p=none).", "Tighten it once reports are clean.")
    return Finding("DMARC", Verdict.GREEN, f"{domain} has a policy.")


def recipients(sender: str, domains: Sequence[str]) -> Finding:
    """Whether mails come from outside under the recipients' own domain, which their gateways like to hold up."""
    if not domains:
        return Finding(
            "recipients",
            Verdict.AMBER,
            "no mail domains are set, so anybody's address can be invited.",
            "Set them in the console: Settings, Allowed domains.",
        )
    same = [domain for domain in domains if sender == domain or sender.endswith(f".{domain}")]
    if same:
        return Finding(
            "recipients",
            Verdict.AMBER,
            f"mails come from {sender} to people of {', '.join(same)}: their gateway may take them for forged.",
            "Ask the mail administrators to let mails pass that are signed (DKIM) by this domain through SES.",
        )
    return Finding("recipients", Verdict.GREEN, f"{sender} is another domain than {', '.join(domains)}.")
