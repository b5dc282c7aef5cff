// What the list is narrowed to. It is in the address, so that a link, a reload and the way back keep it.

const NAMES = { topic: "aihe", search: "haku", channel: "kanava", language: "kieli", network: "palvelu", show: "nayta" };

/** What `show` can be: contents that were not shared yet, saved for later, or hidden. */
export const SHOWN = ["jakamatta", "tallennetut", "piilotetut"];

export class Filter {
  constructor(values) {
    this.values = values;
  }

  /** Return the filter that an address names. */
  static of(url) {
    const named = Object.entries(NAMES).map(([name, parameter]) => [name, url.searchParams.get(parameter) || null]);
    return new Filter(Object.fromEntries(named));
  }

  with(changes) {
    return new Filter({ ...this.values, ...changes });
  }

  /** The address of the offer narrowed so. */
  get path() {
    const set = Object.entries(NAMES).filter(([name]) => this.values[name]);
    const query = new URLSearchParams(set.map(([name, parameter]) => [parameter, this.values[name]])).toString();
    return query ? `/?${query}` : "/";
  }

  get isEmpty() {
    return Object.values(this.values).every((value) => !value);
  }

  /** Whether more than a topic narrows the list. */
  get isDetailed() {
    return !this.with({ topic: null }).isEmpty;
  }

  fits(row, marks, channels, topics) {
    const { topic, search, channel, language, network, show } = this.values;
    const isHidden = marks.choice(row) === "hidden";
    const text = [row.title, ...row.topics.map((id) => topics.get(id) ?? ""), channels.get(row.channel)?.name ?? ""].join(" ").toLocaleLowerCase();
    return (
      isHidden === (show === "piilotetut") &&
      (show !== "jakamatta" || !marks.isShared(row)) &&
      (show !== "tallennetut" || marks.choice(row) === "saved") &&
      (!topic || row.topics.includes(topic)) &&
      (!channel || row.channel === channel) &&
      (!language || row.language === language) &&
      (!network || row.networks.includes(network)) &&
      (search ?? "").toLocaleLowerCase().split(/\s+/).every((word) => text.includes(word))
    );
  }
}
