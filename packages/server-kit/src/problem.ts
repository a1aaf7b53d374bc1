// Errors of APIs as RFC 9457 problem details.

export type Problem = {
  name: string
  status: number
  title: string
  detail?: string
  errors?: { path: string; message: string }[]
  /** From when on the same is possible. */
  again_at?: string
}

export function problemResponse(problem: Problem, reference: string, headers: Record<string, string> = {}): Response {
  const { name, ...rest } = problem
  return new Response(JSON.stringify({ type: `urn:sluis:problem:${name}`, ...rest, reference }), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}
