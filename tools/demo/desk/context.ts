// What every page of the desk uses: the visitor's language, the request, and the page renderer.
import { readCookie, writeCookie } from '@sluis/server-kit/cookies'
import { acceptedLanguage, pickLanguage, type Language } from '@sluis/server-kit/messages'
import type { PageVariables } from '@sluis/server-kit/page-middleware'
import { appPage, banner, type AppPage, type BrowserModule, type Content, type NavItem } from '@sluis/design'
import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import type { DeskFiles } from './files.ts'
import type { DeskDeps } from './deps.ts'
import { formatMoment, translatorFor, type DeskTranslate } from './i18n.ts'

export type DeskVariables = PageVariables & { language: Language; t: DeskTranslate }
export type DeskContext = Context<{ Variables: DeskVariables }>

const LANGUAGE_COOKIE = 'desk-language'
const A_YEAR_SECONDS = 31_536_000

/** The language by choice (?lang=), then by an earlier choice, then by the browser. */
export const chooseLanguage: MiddlewareHandler<{ Variables: DeskVariables }> = async (c, next) => {
  const chosen = pickLanguage(c.req.query('lang'))
  if (chosen) writeCookie(c, LANGUAGE_COOKIE, chosen, A_YEAR_SECONDS)
  setLanguage(c, chosen ?? pickLanguage(readCookie(c, LANGUAGE_COOKIE)))
  await next()
}

function setLanguage(c: DeskContext, language: Language | null): void {
  const settled = language ?? acceptedLanguage(c.req.header('accept-language')) ?? 'en'
  c.set('language', settled)
  c.set('t', translatorFor(settled))
}

export type DeskPage = {
  title: string
  content: Content
  current?: string
  isError?: boolean
  modules?: readonly BrowserModule[]
  /** Scripts of the desk's own, by name. */
  scripts?: readonly string[]
  /** Refreshes its live parts every two seconds. */
  isLive?: boolean
  /** Reloads the whole page, with or without script, while the demo starts. */
  reloads?: boolean
}

/** Renders a whole page of the desk, also for a request that was refused before its language was known. */
export function renderPage(
  deps: DeskDeps,
  files: DeskFiles,
  c: DeskContext,
  page: DeskPage,
): Response | Promise<Response> {
  if (!c.get('t')) setLanguage(c, null)
  const [t, language] = [c.get('t'), c.get('language')]
  const nav = (href: string, key: Parameters<DeskTranslate>[0], icon: NavItem['icon']): NavItem => ({
    text: t(key),
    href,
    icon,
    current: page.current === href,
  })
  const { clock, origins } = deps

  const whole: AppPage = {
    lang: language,
    title: page.title,
    ...(page.isError ? { errorPrefix: t('error-prefix') } : {}),
    brand: 'sluis',
    productName: t('desk'),
    homeHref: '/',
    skipLabel: t('skip'),
    hostName: new URL(origins.desk).host,
    helpHref: '/',
    helpLabel: t('help'),
    footerLinks: [
      { text: t('to-kade'), href: origins.hr },
      { text: t('to-sluis'), href: origins.provider },
    ],
    languages: {
      label: t('language'),
      links: [
        { lang: 'nl', name: 'Nederlands', href: '?lang=nl', current: language === 'nl' },
        { lang: 'en', name: 'English', href: '?lang=en', current: language === 'en' },
      ],
    },
    nav: {
      label: t('main-menu'),
      menuLabel: t('menu'),
      placement: 'side',
      items: [
        nav('/', 'try-title', 'home'),
        nav('/people', 'nav-people', 'people'),
        nav('/phone', 'phone-title', 'phone'),
        nav('/mail', 'mail-title', 'mail'),
        nav('/sms', 'sms-title', 'message'),
        nav('/clock', 'clock-title', 'clock'),
        nav('/companies', 'companies-title', 'building'),
      ],
      foot: [nav('/start-over', 'over-title', 'trash')],
    },
    banner:
      clock.isMoved() && page.current !== '/clock'
        ? banner({
            label: t('moved-banner-label'),
            text: t('moved-banner', { now: formatMoment(language, clock.now()) }),
            actions: html`<a href="/clock">${t('clock-title')}</a>`,
          })
        : undefined,
    assetsBase: files.base,
    modules: page.modules,
    scripts: [...(page.isLive ? ['live.js'] : []), ...(page.scripts ?? [])].map((name) => `${files.base}/${name}`),
    head: html`<link rel="stylesheet" href="${files.base}/desk.css">${page.reloads && html`<meta http-equiv="refresh" content="2">`}`,
    content: page.content,
  }
  return c.html(appPage(whole))
}

/** The hidden field that ties a form to this browser. */
export const csrfField = (c: DeskContext) => html`<input type="hidden" name="csrf" value="${c.get('csrfToken')}">`
