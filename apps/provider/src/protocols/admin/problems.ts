// What the API for registering applications refuses, as problem details.
import type { Problem } from '@sluis/server-kit/problem'
import type { ApiScope } from '#identity/applications/api-scopes.ts'
import { MAX_LOGO_BYTES } from '#identity/applications/logo-rule.ts'
import type { Fault } from '#identity/applications/registration-rule.ts'
import type { Beyond } from '#use-cases/administer/registrar.ts'
import { invalidBody } from '../parts/json-api.ts'

export const APPLICATION_UNKNOWN: Problem = {
  name: 'application-unknown',
  status: 404,
  title: 'No application is registered under that id',
}

const OPERATORS = 'One with the scope "applications" is the operator’s alone.'

/** Names the scopes: all of them may be asked for, but for the one that is the operator's. */
function beyond(scopes: readonly ApiScope[]): Problem {
  const lacking = scopes.filter((scope) => scope !== 'applications').map((scope) => `"${scope}"`)
  const ask = `This token has not ${lacking.join(' and ')}: ask the token endpoint for that as well.`
  return {
    name: 'beyond-your-scopes',
    status: 403,
    title: 'That application may do, or would be able to do, more than this token may',
    detail: [...(lacking.length > 0 ? [ask] : []), ...(lacking.length < scopes.length ? [OPERATORS] : [])].join(' '),
  }
}

export const TOO_LARGE_LOGO: Problem = {
  name: 'too-large',
  status: 413,
  title: `A logo has at most ${MAX_LOGO_BYTES / 1024} kB`,
}

export const PROBLEM = {
  'id-taken': { name: 'client-id-taken', status: 409, title: 'An application is registered under that id already' },
  'no-secrets': {
    name: 'no-secrets',
    status: 409,
    title: 'This application has no secrets: it is public, or proves itself by a key',
  },
  'two-alive': {
    name: 'two-secrets',
    status: 409,
    title: 'Two secrets are alive, which is the most there can be',
    detail: 'Wait until the older one ends, delete it, or let all others end at once with "overlap_days": 0.',
  },
  'secret-unknown': { name: 'secret-unknown', status: 404, title: 'This application has no such secret' },
  'has-people': { name: 'directory-in-use', status: 409, title: 'Its directory names people who are active' },
  'not-a-logo': { name: 'not-a-logo', status: 422, title: 'That is no logo that can be shown' },
  'precondition-required': {
    name: 'precondition-required',
    status: 428,
    title: 'Say by If-Match which version is to be changed',
    detail: 'GET the application, and send its ETag.',
  },
  'precondition-failed': {
    name: 'precondition-failed',
    status: 412,
    title: 'The application was changed meanwhile',
    detail: 'GET it again.',
  },
} as const satisfies Record<string, Problem>

type Refused = Beyond | { refusal: keyof typeof PROBLEM } | { refusal: 'invalid'; faults: Fault[] }
export function problemOf(refused: Refused): Problem {
  if (refused.refusal === 'beyond-your-scopes') return beyond(refused.scopes)
  return refused.refusal === 'invalid' ? invalidBody(refused.faults) : PROBLEM[refused.refusal]
}
