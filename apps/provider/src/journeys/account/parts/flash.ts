// What was just done, shown at the top of the page that comes after it (server-kit/flash.ts).
import { notice, type Html } from '@sluis/design'
import type { Context } from 'hono'
import type { Translate, MessageKey } from '#locales/messages.ts'
import { readFlash } from '@sluis/server-kit/flash'

type Flashes = Readonly<Record<string, MessageKey>>

const FLASHES: Flashes = {
  added: 'said.added',
  named: 'said.named',
  unnamed: 'said.unnamed',
  unchanged: 'said.unchanged',
  works: 'said.works',
  'app-added': 'said.app-added',
  'app-removed': 'said.app-removed',
  moved: 'said.moved',
  'two-step-off': 'said.two-step-off',
  codes: 'said.codes',
  password: 'change-password.done',
  email: 'new-address.said',
  language: 'language.said',
  'check-up': 'check-up.said',
  'number-removed': 'number.removed',
  withdrawn: 'said.withdrawn',
  forgotten: 'said.forgotten',
  elsewhere: 'said.elsewhere',
}

/** `flashes`: those of the page, where they are not the common ones. */
export function flashNotice(c: Context, t: Translate, flashes: Flashes = FLASHES): Html | '' {
  const flash = readFlash(c)
  const key = flash !== null && Object.hasOwn(flashes, flash) ? flashes[flash] : undefined
  return key === undefined
    ? ''
    : notice({ kind: 'success', kindText: t('notice.success'), content: t(key), live: 'status' })
}
