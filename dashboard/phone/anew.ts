/** Loading the page anew because the server has another build by now. */

const RELOADED = 'foyer.reloaded';

/** Once for each build: whatever is wrong with the page after that, it is not its age. Not while there is no network to load from. */
export function loadAnew(): void {
  const build = document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '';
  if (!navigator.onLine || sessionStorage.getItem(RELOADED) === build) return;
  sessionStorage.setItem(RELOADED, build);
  location.reload();
}

/** After a deployment the files of the page's parts have other names: where one cannot be loaded, the page is loaded anew. */
export const loadAnewWithoutParts = (): void => addEventListener('vite:preloadError', loadAnew);
