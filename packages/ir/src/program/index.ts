export { lower } from './lower.ts'
export { verifyIr } from './verify.ts'
