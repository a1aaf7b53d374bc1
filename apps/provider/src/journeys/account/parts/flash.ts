// What was just done, said once at the top of the page that comes after it. A closed list: the address bar puts no
// words into our mouth.
import { notice, type Html } from '@sluis/design'
import type { Context } from 'hono'
import type { Translate, MessageKey } from '#locales/messages.ts'

const FLASH = new Map<string, MessageKey>([
  ['added', 'said.added'],
  ['named', 'said.named'],
  ['works', 'said.works'],
  ['app-added', 'said.app-added'],
  ['app-removed', 'said.app-removed'],
  ['moved', 'said.moved'],
  ['two-step-off', 'said.two-step-off'],
  ['codes', 'said.codes'],
  ['password', 'change-password.done'],
  ['email', 'new-address.said'],
  ['language', 'language.said'],
  ['check-up', 'check-up.said'],
  ['number-removed', 'number.removed'],
  ['withdrawn', 'said.withdrawn'],
  ['forgotten', 'said.forgotten'],
  ['elsewhere', 'said.elsewhere'],
])

export function flashNotice(c: Context, t: Translate): Html | '' {
  const key = FLASH.get(c.req.query('flash') ?? '')
  return key === undefined
    ? ''
    : notice({ kind: 'success', kindText: t('notice.success'), content: t(key), live: 'status' })
}
