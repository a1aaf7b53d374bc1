// The styles of a mail: inline, since many programs read no other; and a sheet that adds the dark scheme and narrow
// screens for those that do.
import { raw } from 'hono/html'
import type { Html } from '../markup.ts'
import { MAIL_DARK, MAIL_LIGHT, type MailColour } from './mail-colours.ts'

// Faces that mail programs have; Outlook shows the first one that it knows.
const FACE = "font-family:'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

type Role = { color?: MailColour; background?: MailColour; line?: MailColour }
const roles = {
  page: { background: 'background' },
  sheet: { background: 'sheet', line: 'line' },
  band: { background: 'deep', line: 'spark' },
  name: { color: 'on-deep' },
  below: { color: 'deep-soft' },
  ink: { color: 'ink' },
  soft: { color: 'soft' },
  row: { line: 'line' },
  label: { color: 'soft', line: 'line' },
  value: { color: 'ink', line: 'line' },
  code: { color: 'code', background: 'code-background' },
  go: { background: 'go' },
  'on-go': { color: 'on-go' },
  stop: { background: 'sheet', line: 'bad' },
  'on-stop': { color: 'bad' },
} as const satisfies Record<string, Role>
export type MailRole = keyof typeof roles

const declarations = (role: Role, colours: Record<MailColour, string>): string[] => [
  ...(role.color ? [`color:${colours[role.color]}`] : []),
  ...(role.background ? [`background-color:${colours[role.background]}`] : []),
  ...(role.line ? [`border-color:${colours[role.line]}`] : []),
]

/**
 * The class and the inline style of an element; `bgcolor` where it has a background, which Outlook prefers. `rules`:
 * without colours, which the role gives.
 */
export function styled(role: MailRole, rules: string, extra = ''): Html {
  const { background, color }: Role = roles[role]
  const inline = [...(color ? [FACE] : []), rules, ...declarations(roles[role], MAIL_LIGHT)].join(';')
  return raw(
    ` class="m-${role}${extra && ` m-${extra}`}"${background ? ` bgcolor="${MAIL_LIGHT[background]}"` : ''} style="${inline}"`,
  )
}

const dark = Object.entries(roles)
  .map(
    ([name, role]) =>
      `.m-${name}{${declarations(role, MAIL_DARK)
        .map((each) => `${each}!important`)
        .join(';')}}`,
  )
  .join('')
const narrow =
  '.m-cell{padding-left:20px!important;padding-right:20px!important}' +
  '.m-button{width:100%!important}' +
  '.m-facts th,.m-facts td{display:block!important;width:auto!important}' +
  '.m-facts th{padding-bottom:0!important}.m-facts td{padding-top:0!important;border-top-width:0!important}'

export const MAIL_SHEET = `:root{color-scheme:light dark;supported-color-schemes:light dark}@media (max-width:480px){${narrow}}@media (prefers-color-scheme:dark){${dark}}`
