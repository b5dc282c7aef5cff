// What the client reads of the JSON API and does by it, one function an endpoint. Lists are { items, next, … } here.

import { del, get, getAll, getIfChanged, patch, post, put } from "./http.js";
import { paths } from "./paths.js";

// Contents that are asked for at a time: usually, and where many were on the screen before.
const PAGE = 20;
const MOST_CONTENTS = 100;

/** Read what every screen needs: the person, and unless they pause the programme, its networks and channels by id, … */
export async function readStart() {
  const { me, programme, channels, races, place } = await get(paths.start);
  return {
    person: me,
    programme,
    networks: new Map(programme?.networks.map((one) => [one.network, one])),
    channels: new Map(channels.map((one) => [one.channel, one])),
    races: byKind(races),
    place,
  };
}

/** Return the standing races, the challenges, and the id of the prize race (null on days without one). */
function byKind(races) {
  return {
    races: races.filter(({ kind }) => kind !== "challenge"),
    challenges: races.filter(({ kind }) => kind === "challenge"),
    prize: races.find((one) => one.is_prize)?.race ?? null,
  };
}

export const readProgramme = (options) => get(paths.programme, options);

export const changeMe = (changes) => patch(paths.me, changes);

/** Return the server that a person has named for a network that is on servers of people's own choice. */
export const serverOf = (person, network) => person.servers[network];

/** Name the person's server of a network; returns the changed person. */
export const setServer = (network, server) => changeMe({ servers: { [network]: server } });

/** Have everything that is kept of the person put into a file; returns the address that it can be fetched at. */
export const exportMe = () => post(paths.myData);

export async function readMyAwards(options) {
  return (await getAll(paths.myAwards, options)).items;
}

/** Read the balances, today's limits and a page of the ledger, the newest entries first. */
export const readPoints = (cursor, options) => get(cursor ? paths.pointsAfter(cursor) : paths.points, options);

/** Read how many readers the person's shares brought, with what is news of it, and how many everybody's did. */
export const readReaders = (options) => get(paths.readers, options);

/** Say that the person has seen the news: `total` is what came with it. */
export const tellReaders = (total) => put(paths.readers, total);

/** Read a page of what is on offer, or with a cursor at most so many of those that follow. */
export const readContents = (cursor, { most = PAGE, ...options } = {}) =>
  get(cursor ? paths.contentsAfter(cursor, Math.min(most, MOST_CONTENTS)) : paths.contents, options);

export const readContent = (id) => get(paths.content(id));

/** Report which contents were seen. */
export const reportSeen = (contents) => post(paths.views, { contents });

/** Read the person's own shares, how much of the day's limit is used, and what they have decided about contents. */
export const readShares = (options) => getAll(paths.shares, options);

/** Save a content for later or hide it for oneself; null takes that back. */
export const choose = (content, choice) => (choice ? put(paths.choice(content), { choice }) : del(paths.choice(content)));

export const readShare = (code, options) => get(paths.share(code), options);

/** Open a share; the same content and network give the same one again. */
export const openShare = (content, network, words) => post(paths.shares, { content, network, ...(words ? { words } : {}) });

export const confirmShare = (code) => post(paths.confirm(code));

/** Say that a share was not posted; returns it, confirmed where a click has shown otherwise. */
export const declineShare = (code) => post(paths.decline(code));

export const setReminder = (code, at) => put(paths.reminder(code), { remind_at: at.toISOString() });

export const dropReminder = (code) => del(paths.reminder(code));

export const setPostUrl = (code, url) => put(paths.post(code), { url });

export const dropPostUrl = (code) => del(paths.post(code));

export async function readSuggestions() {
  return (await getAll(paths.mySuggestions)).items;
}

export const suggest = (wanted, key) => post(paths.suggestions, wanted, { key });

/** Invite a colleague; returns what that brings whoever is not there yet. */
export const inviteColleague = (wanted) => post(paths.invitations, wanted);

export const readGuidelines = () => get(paths.guidelines);

export const acceptGuidelines = (version) => post(paths.acceptGuidelines(version));

/** Ask for somebody to go through the guidelines with. */
export const askForWalkThrough = () => post(paths.notes, { about: "walk_through" });

/** Send the editors a private note about a content. */
export const objectTo = (content, text) => post(paths.notes, { about: "content", content, text });

/** End the person's sessions on every device, this one included. */
export const endSessions = () => post(paths.endSessions, { confirm: "everywhere" });

export const readSessions = (options) => get(paths.sessions, options);

/** End a session of the person's; returns those that are left. */
export const endSession = (session) => del(paths.session(session));

/** Leave the programme, and have everything that is kept of the person erased. */
export const leaveForGood = () => post(paths.leave, { confirm: "erase" });

export const readPasskeys = (options) => get(paths.passkeys, options);

/** Begin a passkey: returns what the device is asked, and the ticket that goes with its answer. */
export const askForPasskey = () => post(paths.passkeyOptions, {});

export const addPasskey = (made) => post(paths.passkeys, made);

export const renamePasskey = (passkey, name) => patch(paths.passkey(passkey), { name });

/** Remove a passkey; returns those that are left. */
export const removePasskey = (passkey) => del(paths.passkey(passkey));

/** Read the challenges that are shown now, and the races that closed last. */
export async function readOtherRaces(options) {
  const [shown, closed] = await Promise.all([getAll(paths.races, options), get(paths.closedRaces, options)]);
  return { challenges: byKind(shown.items).challenges, closed: closed.items };
}

export const readRace = (race, options) => get(paths.race(race), options);

/** Read the table of everybody, or with a team that of the team: returns { body, tag } as `getIfChanged`. */
export const readTable = (race, team, tag, options) =>
  getIfChanged(team === null ? paths.race(race) : paths.raceOfTeam(race, team), tag, options);

export const readPlace = (race, options) => get(paths.place(race), options);

/** Read the person's best week and what this one has brought. */
export const readWeeks = (options) => get(paths.weeks, options);

export async function readTeams(race, options) {
  return (await getAll(paths.teams(race), options)).items;
}

export const readTicket = (race, options) => get(paths.ticket(race), options);

export const readDraw = (race, options) => get(paths.draw(race), options);

export async function readRewards(options) {
  return (await getAll(paths.rewards, options)).items;
}

export const claimReward = (reward, key) => post(paths.claims, { reward }, { key });
