import type { SignIn } from '@aob/schemas'
import { validateSignIn } from '@aob/schemas/api-validators'
import { json, route, shape } from '../route.ts'

/** Signing in with a token, once; from then on the browser shows the cookie of the session. */
export const sessionRoutes = [
  route({
    method: 'POST',
    path: '/session',
    operationId: 'signIn',
    summary: 'Open a session with a token; the answer sets its cookie.',
    open: true,
    body: shape<SignIn>('SignIn', validateSignIn),
    answers: { 201: { description: 'Signed in.', component: 'SessionView' } },
    async handle({ session, body }) {
      const { view, cookie } = await session.signIn(body.token)
      return json(201, view, { 'set-cookie': cookie })
    },
  }),
  route({
    method: 'GET',
    path: '/session',
    operationId: 'getSession',
    summary: 'Who calls, and by what that is known.',
    answers: { 200: { description: 'The caller.', component: 'SessionView' } },
    handle: async ({ session }) => json(200, await session.view()),
  }),
  route({
    method: 'DELETE',
    path: '/session',
    operationId: 'signOut',
    summary: 'End the session of the cookie and its live connections; harmless without one.',
    open: true,
    answers: { 204: { description: 'Signed out.' } },
    handle: async ({ session }) => ({ kind: 'empty', status: 204, headers: { 'set-cookie': await session.signOut() } }),
  }),
]
