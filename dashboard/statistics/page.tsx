import { Page } from '../design/controls.tsx';
import { RightNow } from './now.tsx';
import { Report } from './report.tsx';

export default function Statistics() {
  return (
    <Page>
      <RightNow />
      <Report />
    </Page>
  );
}
