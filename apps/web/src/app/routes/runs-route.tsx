import { RunsPage } from '../../features/runs/runs-page.tsx'

export function RunsRoute() {
  return <RunsPage />
}
