// The paths of the JSON API: nothing else in the client knows one. The service worker reads here which answers it keeps.

/** The path below which all of them lie. */
export const API = "/api/v1";

const part = encodeURIComponent;

export const paths = {
  start: "/start",
  me: "/me",
  myData: "/me/export",
  endSessions: "/me/sign-out",
  sessions: "/me/sessions",
  session: (session) => `/me/sessions/${part(session)}`,
  leave: "/me/leave",
  passkeys: "/me/passkeys",
  passkeyOptions: "/me/passkeys/options",
  passkey: (passkey) => `/me/passkeys/${part(passkey)}`,
  myAwards: "/me/awards",
  points: "/me/points?limit=10",
  pointsAfter: (cursor) => `/me/points?limit=10&cursor=${part(cursor)}`,
  readers: "/me/readers",
  programme: "/programme",
  contents: "/contents",
  contentsAfter: (cursor, most) => `/contents?limit=${most}&cursor=${part(cursor)}`,
  content: (id) => `/contents/${part(id)}`,
  shares: "/me/shares",
  choice: (content) => `/me/choices/${part(content)}`,
  share: (code) => `/me/shares/${part(code)}`,
  confirm: (code) => `/me/shares/${part(code)}/confirm`,
  decline: (code) => `/me/shares/${part(code)}/decline`,
  reminder: (code) => `/me/shares/${part(code)}/reminder`,
  post: (code) => `/me/shares/${part(code)}/post`,
  mySuggestions: "/me/suggestions",
  suggestions: "/suggestions",
  invitations: "/me/invitations",
  views: "/views",
  notes: "/notes",
  guidelines: "/guidelines",
  acceptGuidelines: (version) => `/guidelines/${part(version)}/accept`,
  races: "/races",
  closedRaces: "/races?closed=true&limit=12",
  race: (race) => `/races/${part(race)}`,
  raceOfTeam: (race, team) => `/races/${part(race)}/teams/${part(team)}`,
  place: (race) => `/me/races/${part(race)}/place`,
  teams: (race) => `/races/${part(race)}/teams`,
  weeks: "/me/weeks",
  ticket: (race) => `/me/races/${part(race)}/ticket`,
  draw: (race) => `/races/${part(race)}/draw`,
  rewards: "/rewards",
  claims: "/claims",
};

const KEPT = [
  paths.start,
  paths.myAwards,
  paths.points,
  paths.contents,
  paths.shares,
  paths.mySuggestions,
  paths.guidelines,
  paths.rewards,
  paths.content("*"),
  paths.place("*"),
].map((path) => new RegExp(`^${path.replace("?", "\\?").replaceAll("*", "[^/?]+")}$`));

/** Return whether the offline copy has the answer of a path: what a person reads most. */
export function isKeptOffline(path) {
  return KEPT.some((pattern) => pattern.test(path));
}
