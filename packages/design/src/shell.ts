// The two page shells: a narrow one for journeys, where there is one thing to do, and a wide one for apps.
import { html } from 'hono/html'
import { appMenu, accountMenu } from './components/app-menus.ts'
import type { AccountMenu, AppNav } from './components/app-menus.ts'
import { lockIllustration } from './components/lock-illustration.ts'
import type { Progress } from './components/lock-illustration.ts'
import { lockStrip } from './components/lock-strip.ts'
import { brandOf, documentOf, footerOf, journeyBrandOf } from './document.ts'
import type { PageFrame } from './document.ts'
import type { Html } from './markup.ts'
import { joinTokens } from './markup.ts'
import { unbroken } from './unbroken.ts'

export interface JourneyPage extends PageFrame {
  /** For which application this is, with the address of its logo. */
  application?: { name: string; logo?: string | undefined } | undefined
  employerName?: string | undefined
  /** "Then on to Kade": where the person was going. */
  forApplication?: string | undefined
  /** Decoration; the content says it in words. */
  progress?: Progress | undefined
}

/** Sign-in, enrolment, help, walls. */
export function journeyPage(page: JourneyPage): Html {
  const { forApplication, progress = { total: 2, done: 0 } } = page
  const head = html`<header class="journey-head"><div class="journey-side">${unbroken(journeyBrandOf(page))}${lockStrip(progress)}${lockIllustration(progress)}</div></header>
`
  const body = html`<div class="journey-body">
${page.banner}
<main class="journey-main" id="main" tabindex="-1">
${forApplication !== undefined && html`<p class="for-application">${forApplication}</p>`}
${page.content}
</main>
${footerOf(page)}
</div>`
  return documentOf(page, { bodyClass: 'journey', modules: ['submit-once'], head, body })
}

export interface AppPage extends PageFrame {
  nav?: AppNav | undefined
  accountMenu?: AccountMenu | undefined
  /** Measure of the main column: 'narrow' for reading and forms. */
  width?: 'narrow' | 'wide' | undefined
}

/** Home, My details, the admin console, Kade. */
export function appPage(page: AppPage): Html {
  const { nav, width = 'wide' } = page
  const isAside = nav?.placement === 'side'
  const body = html`<header class="app-head"><div class="app-head-in">
${nav && appMenu(nav, 'folded')}${brandOf(page)}${nav && !isAside && appMenu(nav, 'top')}${page.accountMenu && accountMenu(page.accountMenu)}
</div></header>
${page.banner}
<div class="${joinTokens('app-body', isAside && 'app-body--aside')}">
${nav && isAside && appMenu(nav, 'side')}
<main class="${joinTokens('app-main', width === 'narrow' && 'app-main--narrow')}" id="main" tabindex="-1">
${page.content}
</main>
</div>
${footerOf(page)}`
  return documentOf(page, { bodyClass: 'app', modules: ['submit-once', 'menu'], body })
}
