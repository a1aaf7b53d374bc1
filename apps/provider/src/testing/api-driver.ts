// What tests of the APIs share: a record of a person, and what a problem must look like.
import assert from 'node:assert/strict'

export type Problem = {
  type: string
  title: string
  status: number
  reference: string
  errors?: { path: string; message: string }[]
}

export function isProblem(
  { status, body }: { status: number; body: unknown },
  expected: number,
  name: string,
): Problem {
  const problem = body as Problem
  assert.deepEqual(
    [status, problem.status, problem.type],
    [expected, expected, `urn:sluis:problem:${name}`],
    JSON.stringify(body),
  )
  assert.ok(problem.title.length > 0 && /^[\w-]{8}$/u.test(problem.reference), JSON.stringify(body))
  return problem
}

export const personRecord = (email: string, more: Record<string, unknown> = {}) => ({
  name: 'Sanne de Vries',
  email,
  language: 'nl',
  active: true,
  memberships: [{ employee_login: `login-${email}`, company: 'prompt', role: 'employee', active: true }],
  ...more,
})
