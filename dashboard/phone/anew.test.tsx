import { afterEach, expect, test, vi } from 'vitest';
import { loadAnewWithoutParts } from './anew.ts';

afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
  document.head.replaceChildren();
});

const fails = () => dispatchEvent(new Event('vite:preloadError'));

function pageOf(build: string): void {
  const script = Object.assign(document.createElement('script'), { type: 'text/plain', src: `/app/assets/${build}.js` });
  document.head.replaceChildren(script);
  // There already, so that nothing is fetched.
  script.type = 'module';
}

test('C14: a page whose parts cannot be loaded is loaded anew, once for each build, and not without a network', () => {
  const reload = vi.spyOn(location, 'reload').mockReturnValue(undefined);
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  loadAnewWithoutParts();
  pageOf('one');
  fails();
  expect(reload).not.toHaveBeenCalled();
  online.mockReturnValue(true);
  fails();
  expect(reload).toHaveBeenCalledTimes(1);
  // It is not its age: loading anew for ever would show nothing at all.
  fails();
  expect(reload).toHaveBeenCalledTimes(1);
  pageOf('two');
  fails();
  expect(reload).toHaveBeenCalledTimes(2);
});
