// The name under which authenticator apps list an entry of ours.
export const ISSUER = 'Sluis'

/** As the app shows it, and pages everywhere: its day stays on one line. `label`: of the entry. */
export const entryName = (label: string): string =>
  `${ISSUER}: ${label.replace(/ \([^()]+\)$/u, (day) => ` ${day.slice(1).replaceAll(' ', '\u00A0')}`)}`
