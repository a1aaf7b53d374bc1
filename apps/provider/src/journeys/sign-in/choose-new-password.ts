// Behind the mailed link: a new password, once. It signs nobody in, and the second factor is asked for as before.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type ChoiceRefusal, minLengthFor, resetPassword } from '#use-cases/recover-account/choose-password.ts'
import { emailKey } from '@sluis/server-kit/email'
import type { Person } from '#identity/people/people.store.ts'
import { findRecoveryPath } from '#use-cases/recover-account/find-recovery-path.ts'
import { applicationLink } from '#platform/application-link.ts'
import { clearCookie, REMEMBERED_COOKIE, SESSION_COOKIE } from '#platform/cookies.ts'
import { keepLanguage, languageOf } from '#platform/language.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { choiceSentence, newPasswordFields } from '../parts/new-password.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { rememberEmail } from './enter-email.ts'
import { browserOf } from './browser-of.ts'
import { grantBrowserPass } from './browser-pass.ts'
import {
  backLink,
  nameApplication,
  NOWHERE,
  originIn,
  type ResetOrigin,
  resolveOrigin,
  withOrigin,
} from './reset-origin.ts'

const NOTES = pageNotes<{ personId: string; from: ResetOrigin }>()
const REFUSALS = pageNotes<{ refusal: ChoiceRefusal }>()

/** The address of the link, with where it leads on to. */
const here = (c: Context<Env>): string => withOrigin(new URL(c.req.url).pathname, originIn(c))

const TOKEN = /^[\w-]{43}$/

export function chooseNewPassword(deps: Deps) {
  const { identity, clock, renderer } = deps
  const routes = new Hono<Env>()
  routes.get('/done', async (c) => {
    const note = NOTES.read(c, deps)
    const person = note && (await identity.people.findById(note.personId))
    return person ? c.html(await donePage(c, person, note.from ?? NOWHERE)) : c.redirect('/sign-in', 303)
  })
  routes.get('/:token', async (c) => {
    const person = await ownerOf(c.req.param('token'))
    if (!person) return c.html(await over(c), 410)
    const refusal = REFUSALS.read(c, deps)?.refusal ?? null
    return c.html(await page(c, person, refusal), refusal ? 422 : 200)
  })
  routes.post('/:token', async (c) => {
    const token = c.req.param('token')
    const person = await ownerOf(token)
    if (!person) return c.redirect(here(c), 303)
    const now = clock.now()
    const reset = await resetPassword(deps, token, c.get('form').text('new-password'), {
      origin: deps.addressOf(c),
      browser: browserOf(c),
      now,
    })
    if (!reset.ok)
      return reset.refusal === 'link-unknown'
        ? c.redirect(here(c), 303)
        : REFUSALS.redirect(c, deps, here(c), { refusal: reset.refusal })
    keepLanguage(c, languageOf(c, { personLanguage: person.language }))
    clearCookie(c, SESSION_COOKIE)
    clearCookie(c, REMEMBERED_COOKIE)
    rememberEmail(c, deps.sealer, person.email, now)
    const email = emailKey(person.email)
    if (email.ok) grantBrowserPass(c, deps.sealer, email.value, now)
    return NOTES.redirect(c, deps, '/forgotten/done', { personId: reset.value.id, from: originIn(c) })
  })
  return routes

  async function ownerOf(token: string): Promise<Person | undefined> {
    const personId = TOKEN.test(token) ? await identity.resetLinks.personOf(token, clock.now()) : undefined
    return personId === undefined ? undefined : identity.people.findById(personId)
  }

  async function page(c: Context<Env>, person: Person, refusal: ChoiceRefusal | null): Promise<Html> {
    const t = renderer.t(languageOf(c, { personLanguage: person.language }))
    await nameApplication(c, deps, originIn(c), t.language)
    const minLength = await minLengthFor(identity, person.id)
    const error = choiceSentence(t, refusal, minLength)
    const content = html`<h1>${t('new-password.title')}</h1>
<p class="lead">${t('new-password.lead', { email: person.email })}</p>
${form(
  here(c),
  c.get('csrfToken'),
  html`
${newPasswordFields(t, person.email, minLength, error)}
${actions([button({ text: t('new-password.save'), wide: true })])}`,
)}
<p class="small muted">${t('new-password.out')}</p>`
    return renderer.step(c, t, {
      title: t('new-password.title'),
      content,
      error: error ? { text: error, field: 'new-password' } : undefined,
      progress: { total: 2, done: 0 },
      modules: ['show-password'],
      bodyId: 'choose-new-password',
      help: 'forgot-password',
    })
  }

  async function donePage(c: Context<Env>, person: Person, from: ResetOrigin): Promise<Html> {
    const { origin, application } = await resolveOrigin(c, deps, from)
    const t = renderer.t(languageOf(c, { personLanguage: person.language }))
    const recoveryPath = person.lockedAt === null ? null : await findRecoveryPath(identity, person.id, person.lockedAt)
    // A link that was opened in another browser than the request is in leads to where the application's people log in.
    const home = origin.next === null && recoveryPath === null ? application?.href : undefined
    const content = html`<h1>${t('new-password.done-title')}</h1>
<p class="lead">${t('new-password.done')}</p>
${home && application ? html`<p>${t('new-password.there', { application: application.name })}</p>` : ''}
${recoveryPath === null ? '' : notice({ kind: 'warning', kindText: t('notice.warning'), content: t(recoveryPath === 'human' ? 'locked.human' : 'new-password.done-locked') })}
${actions([
  ...(home && application
    ? [applicationLink({ text: t('done.to', { application: application.name }), href: home, wide: true })]
    : []),
  linkButton({
    text: home ? t('new-password.sluis') : t('email.title'),
    href: `${withNext('/sign-in/password', origin.next ?? '/')}&new`,
    kind: home ? 'quiet' : undefined,
    wide: true,
  }),
])}`
    return renderer.step(c, t, {
      title: t('new-password.done-title'),
      content,
      progress: { total: 2, done: 0 },
      bodyId: 'new-password-done',
      help: recoveryPath === null ? 'password' : 'locked',
    })
  }

  async function over(c: Context<Env>): Promise<Html> {
    const origin = originIn(c)
    const t = renderer.t(languageOf(c))
    const application = await nameApplication(c, deps, origin, t.language)
    const content = html`<h1>${t('forgotten.over-title')}</h1><p class="lead">${t('forgotten.over-body')}</p>${actions([linkButton({ text: t('forgotten.new-link'), href: withOrigin('/forgotten', origin), wide: true }), backLink({ origin, application, t }, 'quiet', true)])}`
    return renderer.step(c, t, {
      title: t('forgotten.over-title'),
      content,
      bodyId: 'forgotten-over',
      help: 'forgot-password',
    })
  }
}
