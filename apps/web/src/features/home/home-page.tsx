import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { WorkflowList } from './workflow-list.tsx'

/** Every workflow of the workspace, and the ways to get another one. */
export function HomePage() {
  return (
    <AppFrame title="Workflows">
      <WorkflowList />
    </AppFrame>
  )
}
