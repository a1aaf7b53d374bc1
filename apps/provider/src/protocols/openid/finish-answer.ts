// What the engine's answers get on their way out: headers by what they are, and a page in the place of a redirect that
// leads a form to another origin, or anybody to a program of their device.
import { leavingTo, refreshTo } from '@sluis/server-kit/interstitial'
import { BARE_HEADERS, pageHeaders } from '@sluis/server-kit/security-headers'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { KEY_SET_SECONDS } from './signing-keys.store.ts'

const CSP = 'content-security-policy'
/**
 * Of the page by which the engine posts an answer (OAuth 2.0 Form Post Response Mode); the engine adds the hash of its
 * script. Without form-action, since the application may redirect on to wherever it likes.
 */
const FORM_POST_POLICY = "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'"

/** `interstitial`: draws the page that goes on. */
export const finishAnswer =
  (
    origin: string,
    interstitial: (ctx: KoaContextWithOIDC, url: URL) => Promise<string>,
  ): Parameters<Provider['use']>[0] =>
  async (ctx, next) => {
    if (ctx.path.startsWith('/oidc/auth')) ctx.set(CSP, FORM_POST_POLICY)
    await next()
    const location = ctx.response.get('location') || null
    const url = leavingTo({ status: ctx.status, location }, origin)
    // To a program of the device a browser may want a press of the person's, so there is something to press.
    if (url && (ctx.method === 'POST' || !/^https?:$/u.test(url.protocol))) {
      ctx.type = 'html'
      ctx.body = await interstitial(ctx as KoaContextWithOIDC, url)
      ctx.status = 200
      ctx.remove('location')
      ctx.set('refresh', refreshTo(url))
    }
    if (ctx.path === '/oidc/jwks' && ctx.status === 200) ctx.set('cache-control', `public, max-age=${KEY_SET_SECONDS}`)
    const postsItself = ctx.response.get(CSP).includes("'sha256-")
    if (ctx.response.is('html') && !postsItself) ctx.set(pageHeaders())
    else if (!postsItself) ctx.set(CSP, BARE_HEADERS[CSP]!)
  }
