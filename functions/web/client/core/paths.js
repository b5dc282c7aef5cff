// The paths of the JSON API: nothing else in the client knows one. The service worker reads here which answers it keeps.

/** The path below which all of them lie. */
export const API = "/api/v1";

const part = encodeURIComponent;

export const paths = {
  start: "/start",
  me: "/me",
  myData: "/me/data",
  myAwards: "/me/awards",
  points: "/points",
  pointsAfter: (cursor) => `/points?after=${part(cursor)}`,
  programme: "/programme",
  contents: "/contents",
  contentsAfter: (cursor) => `/contents?cursor=${part(cursor)}`,
  content: (id) => `/contents/${part(id)}`,
  shares: "/shares",
  share: (code) => `/shares/${part(code)}`,
  confirmation: (code) => `/shares/${part(code)}/confirmation`,
  reminder: (code) => `/shares/${part(code)}/reminder`,
  post: (code) => `/shares/${part(code)}/post`,
  suggestions: "/suggestions",
  notes: "/notes",
  guidelines: "/guidelines",
  acceptance: "/guidelines/acceptance",
  closedRaces: "/races?closed=true",
  race: (race) => `/races/${part(race)}`,
  raceOfTeam: (race, team) => `/races/${part(race)}/teams/${part(team)}`,
  place: (race) => `/races/${part(race)}/place`,
  teams: (race) => `/races/${part(race)}/teams`,
  ticket: (race) => `/races/${part(race)}/ticket`,
  draw: (race) => `/races/${part(race)}/draw`,
  rewards: "/rewards",
  claims: (reward) => `/rewards/${part(reward)}/claims`,
};

const KEPT = [
  paths.start,
  paths.myAwards,
  paths.points,
  paths.contents,
  paths.shares,
  paths.suggestions,
  paths.guidelines,
  paths.rewards,
  paths.content("*"),
  paths.place("*"),
].map((path) => new RegExp(`^${path.replaceAll("*", "[^/?]+")}$`));

/** Return whether the offline copy has the answer of a path: what a person reads most. */
export function isKeptOffline(path) {
  return KEPT.some((pattern) => pattern.test(path));
}
