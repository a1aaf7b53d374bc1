// The engine's own few pages, in our shell: an error that cannot be sent back, and signing out.
import { actions, button, facts, type Html, linkButton } from '@sluis/design'
import { pickLanguage, type Language } from '@sluis/ground'
import { html } from 'hono/html'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Draw } from '#platform/page.ts'
import type { EnginePages } from './engine.ts'

export function enginePages(draw: Draw): EnginePages {
  const sayFor = (ctx: KoaContextWithOIDC) => draw.say(languageFor(ctx))
  // The engine writes out what is a string, and nothing that only looks like one.
  const asText = async (page: Html): Promise<string> => (await page).toString()
  return {
    error(ctx, { error, description, status, reference }) {
      const say = sayFor(ctx)
      const isOurs = status >= 500
      const isGone = status === 503
      const title = isGone
        ? say('error.gone.title')
        : isOurs
          ? say('fault.title')
          : error === 'invalid_request' && /expired|not found/.test(description ?? '')
            ? say('expired.title')
            : say('openid.title')
      const content = html`<h1>${title}</h1><p class="lead">${isGone ? say('error.gone.body') : isOurs ? say('fault.body', { reference }) : say('openid.body')}</p>
${isOurs ? '' : html`<p class="small muted"><code>${error}</code>${description ? html`: ${description}` : ''}</p>`}<p class="small muted">${say('page.reference', { reference })}</p>
${actions([linkButton({ text: say('expired.home'), href: '/', kind: 'quiet' })])}`
      return asText(draw.journey(null, say, { title, content, bodyId: 'openid-error' }))
    },
    signOut(ctx, { action, xsrf, person, application }) {
      const say = sayFor(ctx)
      const content = html`<h1>${say('sign-out.title')}</h1><p class="lead">${application === null ? '' : html`${say('sign-out.came', { application })} `}${say('sign-out.still', { name: person.name })}</p>
${facts([
  { term: say('sign-out.here'), value: say('sign-out.here-text') },
  { term: say('sign-out.everywhere'), value: say('sign-out.everywhere-text') },
  { term: say('sign-out.stay'), value: say('sign-out.stay-text') },
])}
<form class="stack" method="post" action="${action}"><input type="hidden" name="xsrf" value="${xsrf}">${actions([
        button({ text: say('sign-out.here'), name: 'logout', value: 'here', wide: true }),
        button({ text: say('sign-out.everywhere'), kind: 'quiet', name: 'logout', value: 'everywhere', wide: true }),
        button({ text: say('sign-out.stay'), kind: 'link', wide: true }),
      ])}</form>`
      return asText(
        draw.journey(null, say, { title: say('sign-out.title'), content, bodyId: 'sign-out', help: 'sessions' }),
      )
    },
    signedOut(ctx) {
      const say = sayFor(ctx)
      // The engine names the application only where the person stayed signed in here.
      const application = ctx.oidc.client?.clientName
      const title = application === undefined ? say('signed-out.title') : say('signed-out.app-title', { application })
      const next =
        application === undefined
          ? { text: say('signed-out.again'), href: '/' }
          : { text: say('signed-out.too'), href: '/sign-out' }
      return asText(
        draw.journey(null, say, {
          title,
          content: html`<h1>${title}</h1><p class="lead">${say(application === undefined ? 'signed-out.body' : 'signed-out.app-body')}</p>${actions([linkButton(next)])}`,
          bodyId: 'signed-out',
          help: 'signed-out',
        }),
      )
    },
  }
}

function languageFor(ctx: KoaContextWithOIDC): Language {
  const params = (ctx.oidc as KoaContextWithOIDC['oidc'] | undefined)?.params as { ui_locales?: string } | undefined
  const chosen = /^(nl|en)\./.exec(ctx.cookies.get('__Host-sluis-language') ?? '')?.[1] as Language | undefined
  return pickLanguage(params?.ui_locales) ?? chosen ?? pickLanguage(ctx.get('accept-language')) ?? 'en'
}
