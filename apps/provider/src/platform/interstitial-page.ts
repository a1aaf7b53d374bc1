// The page between ours and an application's, which goes on by itself; a link for browsers that do not.
import { actions, type Html, linkButton } from '@sluis/design'
import type { Language } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'
import { languageOf } from './language.ts'
import type { Renderer } from './page.ts'

export const createInterstitialPage =
  (renderer: Renderer) =>
  (c: Context, url: URL): Response | Promise<Response> =>
    c.html(
      interstitialPage(renderer, renderer.t((c.get('journeyLanguage') as Language | undefined) ?? languageOf(c)), url),
    )

export function interstitialPage(renderer: Renderer, t: Translate, url: URL): Html {
  const content = html`<h1>${t('interstitial.title')}</h1><p class="lead">${t('interstitial.body')}</p>
${actions([linkButton({ text: t('interstitial.go'), href: url.href })])}`
  return renderer.step(null, t, { title: t('interstitial.title'), content, bodyId: 'interstitial' })
}
