import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { lazyPart } from '../ui/lazy-part.tsx'
import { AppLayout } from './app-layout.tsx'
import { PageFailure } from './page-failure.tsx'
import { PagePending } from './page-pending.tsx'

const LostPage = lazyPart<object>(async () => (await import('./lost-page.tsx')).LostPage)

const rootRoute = createRootRoute({ component: AppLayout, notFoundComponent: () => <LostPage /> })

const routeTree = rootRoute.addChildren([
  createRoute({ getParentRoute: () => rootRoute, path: '/', component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage') }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/w/$name',
    /** `node` opens the editor with that node selected; `in` is the body that is drawn on, such as `each/box`. */
    validateSearch: (search: Record<string, unknown>): { node?: string; in?: string } => ({
      ...(typeof search.node === 'string' ? { node: search.node } : {}),
      ...(typeof search.in === 'string' ? { in: search.in } : {}),
    }),
    component: lazyRouteComponent(() => import('./routes/editor-route.tsx'), 'EditorRoute'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/w/$name/versions',
    validateSearch: (search: Record<string, unknown>): { tag?: string } => (typeof search.tag === 'string' ? { tag: search.tag } : {}),
    component: lazyRouteComponent(() => import('./routes/versions-route.tsx'), 'VersionsRoute'),
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/runs', component: lazyRouteComponent(() => import('./routes/runs-route.tsx'), 'RunsRoute') }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/runs/$runId',
    /** `in` is the round of a body the graph shows, such as `each[3]`. */
    validateSearch: (search: Record<string, unknown>): { in?: string } => (typeof search.in === 'string' ? { in: search.in } : {}),
    component: lazyRouteComponent(() => import('./routes/run-route.tsx'), 'RunRoute'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/schedules',
    /** `open` unfolds a schedule; `new` makes one, for the workflow it names. */
    validateSearch: (search: Record<string, unknown>): { open?: string; new?: string } => ({
      ...(typeof search.open === 'string' ? { open: search.open } : {}),
      ...(typeof search.new === 'string' ? { new: search.new } : {}),
    }),
    component: lazyRouteComponent(() => import('./routes/schedules-route.tsx'), 'SchedulesRoute'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/approvals',
    component: lazyRouteComponent(() => import('./routes/approvals-route.tsx'), 'ApprovalsRoute'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/approvals/$approvalId',
    component: lazyRouteComponent(() => import('./routes/approvals-route.tsx'), 'ApprovalRoute'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/examples/large',
    component: lazyRouteComponent(() => import('./routes/large-example-route.tsx'), 'LargeExampleRoute'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/patches/$patchId',
    component: lazyRouteComponent(() => import('./routes/patch-route.tsx'), 'PatchRoute'),
  }),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  defaultPendingComponent: PagePending,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
