// The engine's own few pages, in our shell: an error that cannot be sent back, and signing out.
import { actions, button, summaryList, type Html, linkButton } from '@sluis/design'
import { acceptedLanguage, pickLanguage, type Language } from '@sluis/server-kit/messages'
import { html } from 'hono/html'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { JOURNEY_LANGUAGE_COOKIE, LANGUAGE_COOKIE } from '#platform/cookies.ts'
import { interstitialPage } from '#platform/interstitial-page.ts'
import { JOURNEY_SECONDS, journeyLanguage } from '#platform/language.ts'
import type { Renderer } from '#platform/page.ts'
import { readCookie, writeCookie } from './cookies.ts'
import type { EnginePages } from './engine.ts'

export function enginePages(renderer: Renderer): EnginePages {
  const translatorFor = (ctx: KoaContextWithOIDC) => renderer.t(languageFor(ctx))
  // The engine writes out what is a string, and nothing that only looks like one.
  const toText = async (page: Html): Promise<string> => (await page).toString()
  return {
    error(ctx, { error, description, status, reference }) {
      const t = translatorFor(ctx)
      const isOurs = status >= 500
      const isGone = status === 503
      const title = isGone
        ? t('error.gone.title')
        : isOurs
          ? t('fault.title')
          : error === 'invalid_request' && /expired|not found/.test(description ?? '')
            ? t('expired.title')
            : t('openid.title')
      // What was asked for was not done, and can be asked for once more; what a form held is not kept.
      const address = ctx.method === 'GET' ? ctx.originalUrl : undefined
      const wayOn =
        isGone && address !== undefined
          ? linkButton({ text: t('error.again'), href: address })
          : linkButton({ text: t('expired.home'), href: '/', kind: 'quiet' })
      const content = html`<h1>${title}</h1><p class="lead">${isGone ? t('error.gone.body') : isOurs ? t('fault.body', { reference }) : t('openid.body')}</p>${isGone && address === undefined ? html`<p>${t('expired.body')}</p>` : ''}
${isOurs ? '' : html`<p class="small muted"><code>${error}</code>${description ? html`: ${description}` : ''}</p>`}<p class="small muted">${t('page.reference', { reference })}</p>
${actions([wayOn])}`
      return toText(
        renderer.step(null, t, { title, content, bodyId: 'openid-error', ...(address !== undefined && { address }) }),
      )
    },
    signOut(ctx, { action, xsrf, person, application, stay }) {
      // What is said after the answer goes on in the language of the question.
      const language = languageFor(ctx)
      writeCookie(ctx, JOURNEY_LANGUAGE_COOKIE, language, JOURNEY_SECONDS)
      const t = renderer.t(language)
      const content = html`<h1>${t('sign-out.title')}</h1><p class="lead">${application === null ? '' : html`${t('sign-out.came', { application })} `}${t('sign-out.still', { name: person.name })}</p>
${summaryList([
  { term: t('sign-out.here'), value: t('sign-out.here-text') },
  { term: t('sign-out.everywhere'), value: t('sign-out.everywhere-text') },
  { term: t('sign-out.stay'), value: t('sign-out.stay-text') },
])}
<form class="stack" method="post" action="${action}"><input type="hidden" name="xsrf" value="${xsrf}">${actions([
        button({ text: t('sign-out.here'), name: 'logout', value: 'here', wide: true }),
        button({ text: t('sign-out.everywhere'), kind: 'quiet', name: 'logout', value: 'everywhere', wide: true }),
        stay === null
          ? button({ text: t('sign-out.stay'), kind: 'link', wide: true })
          : linkButton({ text: t('sign-out.stay'), href: stay, kind: 'link', wide: true }),
      ])}</form>`
      return toText(
        renderer.step(null, t, { title: t('sign-out.title'), content, bodyId: 'sign-out', help: 'sessions' }),
      )
    },
    signedOut(ctx) {
      const t = translatorFor(ctx)
      // The engine names the application only where the person stayed signed in here.
      const application = ctx.oidc.client?.clientName
      const title = application === undefined ? t('signed-out.title') : t('signed-out.app-title', { application })
      const next =
        application === undefined
          ? { text: t('signed-out.again'), href: '/' }
          : { text: t('signed-out.too'), href: '/sign-out' }
      return toText(
        renderer.step(null, t, {
          title,
          content: html`<h1>${title}</h1><p class="lead">${t(application === undefined ? 'signed-out.body' : 'signed-out.app-body')}</p>${actions([linkButton(next)])}`,
          bodyId: 'signed-out',
          help: 'signed-out',
        }),
      )
    },
    interstitial: (ctx, url) => toText(interstitialPage(renderer, translatorFor(ctx), url)),
  }
}

function languageFor(ctx: KoaContextWithOIDC): Language {
  const params = (ctx.oidc as KoaContextWithOIDC['oidc'] | undefined)?.params as { ui_locales?: string } | undefined
  const chosen = /^(nl|en)\./.exec(readCookie(ctx, LANGUAGE_COOKIE) ?? '')?.[1] as Language | undefined
  const begunIn = journeyLanguage(readCookie(ctx, JOURNEY_LANGUAGE_COOKIE))
  return pickLanguage(params?.ui_locales) ?? chosen ?? begunIn ?? acceptedLanguage(ctx.get('accept-language')) ?? 'en'
}
