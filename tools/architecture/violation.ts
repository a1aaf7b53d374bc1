// What a rule finds: a place, and a sentence that says what is wrong there and what to do.

export type Violation = { path: string; line: number; message: string }
