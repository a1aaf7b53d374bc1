// Answers that must not tell whether an address is known leave at even moments, so that the time says nothing of it,
// nor of how a hash was made.

// Longer than a bcrypt check of the usual cost on a quiet machine; a slower one leaves at the next multiple.
const FLOOR_MS = 250

/** Waits until a whole number of floors has passed since `beganAt` (performance.now()). Costs a timer, no work. */
export function padResponseTime(beganAt: number): Promise<void> {
  const elapsed = performance.now() - beganAt
  const wait = Math.ceil(elapsed / FLOOR_MS) * FLOOR_MS - elapsed
  return new Promise((resolve) => setTimeout(resolve, wait))
}
