// The two frames of Kade's pages: a narrow one for signing in, a wide one for who is signed in.
import { readFlash } from '@sluis/server-kit/flash'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  appPage,
  errorSummary,
  journeyPage,
  notice,
  type BrowserModule,
  type Content,
  type Html,
  type NavItem,
} from '@sluis/design'
import { forgottenLink, helpLink, type HelpAt } from './help-link.ts'
import { assetsBase } from './assets.ts'
import type { Translate, MessageKey } from './messages.ts'

/** As much of a request as drawing a page takes. */
export type PageContext = Pick<Context, 'req'> & {
  get(key: 't'): Translate
  get(key: 'csrfToken' | 'reference'): string
}

export type Page = {
  title: string
  content: Content
  /** What is wrong in the form, in the order of its fields; it stands before everything else, as at Sluis. */
  errors?: readonly { text: string; href: string }[] | undefined
  /** Another way than what went wrong. */
  instead?: Html | undefined
  modules?: readonly BrowserModule[]
  banner?: Html | undefined
  narrow?: boolean
  help?: HelpAt | undefined
}
/** The person who is signed in, as the menus show them. */
export type Who = { name: string; companyName: string; seesEmployees: boolean; hasSeveral: boolean }
export type Frames = ReturnType<typeof createFrames>

// What an earlier action reports, by a word in the address; so it is one of a closed list.
const SAID: Record<string, MessageKey> = {
  cancelled: 'said.cancelled',
  'logged-out': 'said.logged-out',
  'logged-out-everywhere': 'said.logged-out-everywhere',
  'logged-out-at-sluis': 'said.logged-out-at-sluis',
  'timed-out': 'said.timed-out',
  later: 'said.later',
  'later-again': 'said.later-again',
  'later-last': 'said.later-last',
  'number-changed': 'said.number-changed',
}
/** That something was changed or sent is said where a form of this browser did it, and by no link of somebody else. */
const DONE: Record<string, MessageKey> = {
  'account-changed': 'said.account-changed',
  reminded: 'said.reminded',
  'reminded-some': 'said.reminded-some',
  'not-reminded': 'said.not-reminded',
}

/** Of what was done inside: a wall or a log-in page that comes meanwhile at the same address does not say it. */
const SAID_INSIDE = new Set(['later', 'later-again', 'later-last'])

export function createFrames(site: { publicUrl: string; issuer: string; clientId: string }) {
  const hostName = new URL(site.publicUrl).host

  /** What both frames share. */
  function frame(c: PageContext, page: Page, { isInside }: { isInside: boolean }) {
    const t = c.get('t')
    const errors = page.errors ?? []
    const said = c.req.query('said') ?? ''
    const done = isInside ? DONE[readFlash(c) ?? ''] : undefined
    const flash = done ?? ((isInside || !SAID_INSIDE.has(said)) && Object.hasOwn(SAID, said) ? SAID[said] : undefined)
    // A page that answers a form, or the return from Sluis, cannot be loaded again in another language.
    const currentPath = pathOf(c) === c.req.path ? '' : '/'
    const link = (lang: 'nl' | 'en') => ({
      lang,
      name: lang === 'nl' ? 'Nederlands' : 'English',
      href: `${currentPath}?lang=${lang}`,
      current: t.language === lang,
    })
    return {
      lang: t.language,
      brand: 'kade' as const,
      productName: 'Kade',
      homeHref: '/',
      hostName,
      skipLabel: t('frame.skip'),
      helpHref: helpLink(site, t.language, pathOf(c), page.help),
      helpLabel: t('frame.help'),
      languages: { label: t('frame.language'), links: [link('nl'), link('en')] },
      assetsBase,
      title: page.title,
      errorPrefix: errors.length > 0 ? t('frame.error') : undefined,
      modules: page.modules,
      banner: page.banner,
      content: html`${flash && c.req.method === 'GET' && notice({ kind: 'info', kindText: t('frame.notice'), content: t(flash), live: 'status' })}${errors.length > 0 && errorSummary({ title: t('frame.problem'), errors, instead: page.instead })}${page.content}`,
    }
  }

  return {
    publicUrl: site.publicUrl,
    journey: (c: PageContext, page: Page): Html => journeyPage(frame(c, page, { isInside: false })),
    forgottenLink: (c: PageContext): string => forgottenLink(site, c.get('t').language),
    helpLink: (c: PageContext, at: HelpAt): string => helpLink(site, c.get('t').language, pathOf(c), at),

    work(c: PageContext, who: Who, page: Page): Html {
      const t = c.get('t')
      const at = (href: string) => c.req.path === href || c.req.path.startsWith(`${href}/`)
      const items: NavItem[] = [
        { text: t('nav.start'), href: '/', icon: 'home', current: c.req.path === '/' },
        { text: t('nav.payslips'), href: '/payslips', icon: 'payslip', current: at('/payslips') },
        { text: t('nav.leave'), href: '/leave', icon: 'sun', current: at('/leave') },
        { text: t('nav.profile'), href: '/profile', icon: 'person', current: at('/profile') },
        ...(who.seesEmployees
          ? [{ text: t('nav.employees'), href: '/employees', icon: 'people' as const, current: at('/employees') }]
          : []),
      ]
      return appPage({
        ...frame(c, page, { isInside: true }),
        width: page.narrow ? 'narrow' : 'wide',
        nav: {
          label: t('nav.label'),
          menuLabel: t('nav.menu'),
          placement: 'side',
          items,
          foot: who.hasSeveral
            ? [{ text: t('nav.switch'), href: '/companies', icon: 'switch', current: at('/companies') }]
            : undefined,
        },
        accountMenu: {
          label: t('nav.account'),
          name: who.name,
          detail: who.companyName,
          initials: initials(who.name),
          items: [
            { text: t('nav.profile'), href: '/profile', icon: 'person' },
            { text: t('nav.log-out'), action: '/log-out', icon: 'sign-out', fields: { csrf: c.get('csrfToken') } },
          ],
        },
      })
    },
  }
}

/** Where a way back leads: what answers a form, or the return from Sluis, is no page to come back to. */
const pathOf = ({ req }: PageContext): string => (req.method === 'GET' && req.path !== '/signed-in' ? req.path : '/')

const initials = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}

/** The hidden field of every form. */
export const csrfField = (c: PageContext): Html => hidden('csrf', c.get('csrfToken'))

export const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`
