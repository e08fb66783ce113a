import { useRef } from "react";
import { Excalidraw, MainMenu } from "@excalidraw/excalidraw";
import "@excalidraw/excalidraw/index.css";

// The room has its own ways to save and to choose a theme, and there is no file to load.
const UI = {
  canvasActions: {
    changeViewBackgroundColor: false,
    clearCanvas: true,
    export: false,
    loadScene: false,
    saveAsImage: false,
    saveToActiveFile: false,
    toggleTheme: false,
  },
};

/** The board itself: what is drawn goes to `sync`, which also shows what others draw. */
export function Board({ sync, dark }) {
  const api = useRef(null);
  const isAttached = useRef(false);
  const changed = (elements, appState, files) => {
    // The library tells of itself before it has loaded, and then throws away what it was given.
    if (appState.isLoading || !api.current) return;
    if (!isAttached.current) {
      isAttached.current = true;
      sync.attach(api.current);
      return;
    }
    sync.changed(elements, files);
  };
  return (
    <Excalidraw
      excalidrawAPI={(given) => {
        api.current = given;
        // For the browser's console and the tests: the board is drawn, not made of elements.
        window.thBoard = given;
      }}
      onChange={changed}
      onPointerUpdate={(payload) => sync.pointer(payload)}
      isCollaborating
      theme={dark ? "dark" : "light"}
      UIOptions={UI}
      aiEnabled={false}
      validateEmbeddable={() => false}
    >
      <MainMenu>
        <MainMenu.DefaultItems.SearchMenu />
        <MainMenu.DefaultItems.Help />
        <MainMenu.DefaultItems.ClearCanvas />
      </MainMenu>
    </Excalidraw>
  );
}

/** The board to look at: `onReady(api)` once it has loaded. */
export function StillBoard({ onReady, dark }) {
  const api = useRef(null);
  const isReady = useRef(false);
  return (
    <Excalidraw
      excalidrawAPI={(given) => {
        api.current = given;
        window.thBoard = given;
      }}
      onChange={(_, appState) => {
        if (appState.isLoading || isReady.current || !api.current) return;
        isReady.current = true;
        onReady(api.current);
      }}
      viewModeEnabled
      zenModeEnabled
      theme={dark ? "dark" : "light"}
      UIOptions={UI}
      aiEnabled={false}
      validateEmbeddable={() => false}
    />
  );
}
