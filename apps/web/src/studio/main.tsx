import { render } from 'preact';
import { StudioApp } from './studio-app.tsx';
import { createStudioClient } from './studio-client.ts';

render(
  <StudioApp client={createStudioClient((...request) => fetch(...request))} />,
  document.getElementById('page') ?? document.body,
);
