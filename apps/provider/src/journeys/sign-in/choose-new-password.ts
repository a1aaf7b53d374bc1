// Behind the mailed link: a new password, once. It signs nobody in, and the second factor is asked for as before.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import type { Sealer } from '@sluis/ground'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type ChoiceRefusal, leastFor, resetPassword } from '#identity/passwords/choose-password.service.ts'
import type { Person } from '#identity/people/people.store.ts'
import { findWayBack } from '#identity/people/find-way-back.service.ts'
import { dropCookie, REMEMBERED_COOKIE, SESSION_COOKIE } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import { form } from '../forms.ts'
import { choiceSentence, newPasswordFields } from '../new-password.ts'
import type { Env, Needs } from '../way.ts'
import { rememberEmail } from './enter-email.ts'
import { browserOf } from './enter-password.ts'

const TOKEN = /^[\w-]{43}$/

export function chooseNewPassword(needs: Needs & { sealer: Sealer }) {
  const { identity, clock, draw } = needs
  const routes = new Hono<Env>()
  routes.get('/:token', async (c) => {
    const person = await ownerOf(c.req.param('token'))
    return person ? c.html(await page(c, person, null)) : c.html(over(c), 410)
  })
  routes.post('/:token', async (c) => {
    const token = c.req.param('token')
    const person = await ownerOf(token)
    if (!person) return c.html(over(c), 410)
    const now = clock.now()
    const reset = await resetPassword(needs, token, c.get('form').text('new-password'), {
      origin: needs.addressOf(c),
      browser: browserOf(c),
      now,
    })
    if (!reset.ok)
      return reset.refusal === 'link-unknown' ? c.html(over(c), 410) : c.html(await page(c, person, reset.refusal), 422)
    dropCookie(c, SESSION_COOKIE)
    dropCookie(c, REMEMBERED_COOKIE)
    rememberEmail(c, needs.sealer, person.email, now)
    return c.html(await donePage(c, reset.value))
  })
  return routes

  async function ownerOf(token: string): Promise<Person | undefined> {
    const personId = TOKEN.test(token) ? await identity.resetLinks.personOf(token, clock.now()) : undefined
    return personId === undefined ? undefined : identity.people.findById(personId)
  }

  async function page(c: Context<Env>, person: Person, refusal: ChoiceRefusal | null): Promise<Html> {
    const say = draw.say(languageOf(c, { personLanguage: person.language }))
    const least = await leastFor(identity, person.id)
    const error = choiceSentence(say, refusal, least)
    const content = html`<h1>${say('new-password.title')}</h1>
<p class="lead">${say('new-password.lead', { email: person.email })}</p>
${form(
  c.req.path,
  c.get('csrfToken'),
  html`
${newPasswordFields(say, person.email, least, error)}
${actions([button({ text: say('new-password.save'), wide: true })])}`,
)}
<p class="small muted">${say('new-password.out')}</p>`
    return draw.journey(c, say, {
      title: say('new-password.title'),
      content,
      error: error ? { text: error, field: 'new-password' } : undefined,
      passage: { gates: 2, passed: 0 },
      modules: ['show-password'],
      bodyId: 'choose-new-password',
      help: 'forgot-password',
    })
  }

  async function donePage(c: Context<Env>, person: Person): Promise<Html> {
    const say = draw.say(languageOf(c, { personLanguage: person.language }))
    const wayBack = person.frozenAt === null ? null : await findWayBack(identity, person.id, person.frozenAt)
    const content = html`<h1>${say('new-password.done-title')}</h1>
<p class="lead">${say('new-password.done')}</p>
${wayBack === null ? '' : notice({ kind: 'warning', kindText: say('notice.warning'), content: say(wayBack === 'human' ? 'frozen.human' : 'new-password.done-frozen') })}
${actions([linkButton({ text: say('email.title'), href: '/sign-in/password?next=%2F&new', wide: true })])}`
    return draw.journey(c, say, {
      title: say('new-password.done-title'),
      content,
      passage: { gates: 2, passed: 0 },
      bodyId: 'new-password-done',
      help: wayBack === null ? 'password' : 'frozen',
    })
  }

  function over(c: Context<Env>): Html {
    const say = draw.say(languageOf(c))
    const content = html`<h1>${say('forgotten.over-title')}</h1><p class="lead">${say('forgotten.over-body')}</p>${actions([linkButton({ text: say('forgotten.new-link'), href: '/forgotten', wide: true }), linkButton({ text: say('forgotten.back'), href: '/sign-in', kind: 'quiet', wide: true })])}`
    return draw.journey(c, say, {
      title: say('forgotten.over-title'),
      content,
      bodyId: 'forgotten-over',
      help: 'forgot-password',
    })
  }
}
