import { useState } from "react";
import { Button, Dialog, DropdownMenu, IconButton, TextField } from "@radix-ui/themes";
import { ChevronDown, Eye, Plus } from "lucide-react";
import { toast } from "sonner";

const LONGEST_TITLE = 80;

/** The pages of the board: go to one, add, rename, delete; for students, stay with the teacher. */
export function PagesBar({ sync, people }) {
  const [renamed, setRenamed] = useState(null);
  const { pages, page } = sync;
  const present = pages.find(({ id }) => id === page);
  const remove = () => {
    sync.deletePage(page);
    toast(`${present.name} was deleted.`, {
      duration: 10_000,
      action: { label: "Undo", onClick: () => sync.restorePage(page) },
    });
  };
  const teacher = people.find(({ id, door }) => door === "teacher" && id !== sync.me.id);
  return (
    <nav className="room-pages" aria-label="Pages of the board">
      <ul className="room-pages-list">
        {pages.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="room-page"
              aria-current={id === page ? "page" : undefined}
              onClick={() => sync.go(id)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <IconButton
        className="th-icon-button"
        variant="ghost"
        color="gray"
        aria-label="Add a page"
        onClick={() => sync.addPage()}
      >
        <Plus size={18} aria-hidden />
      </IconButton>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger>
          <IconButton
            className="th-icon-button"
            variant="ghost"
            color="gray"
            aria-label={`More for ${present?.name}`}
          >
            <ChevronDown size={18} aria-hidden />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content>
          <DropdownMenu.Item onSelect={() => setRenamed(present)}>
            Rename the page
          </DropdownMenu.Item>
          <DropdownMenu.Item disabled={pages.length < 2} onSelect={remove}>
            Delete the page
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      {teacher && sync.me.door === "student" && (
        <button
          type="button"
          className="room-follow"
          aria-pressed={sync.follows}
          onClick={() => sync.setFollows(!sync.follows)}
        >
          <Eye size={16} aria-hidden />
          <span>{`Follow ${teacher.name}`}</span>
        </button>
      )}
      {renamed && (
        <Rename
          page={renamed}
          onDone={(title) => {
            if (title !== null) sync.renamePage(renamed.id, title);
            setRenamed(null);
          }}
        />
      )}
    </nav>
  );
}

function Rename({ page, onDone }) {
  const [title, setTitle] = useState(page.name);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onDone(null)}>
      <Dialog.Content maxWidth="400px" aria-describedby={undefined}>
        <Dialog.Title>Rename the page</Dialog.Title>
        <form
          className="th-stack"
          onSubmit={(event) => {
            event.preventDefault();
            onDone(title);
          }}
        >
          <TextField.Root
            size="3"
            aria-label="Name of the page"
            maxLength={LONGEST_TITLE}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <div className="th-row">
            <Button size="3" type="submit">
              Rename
            </Button>
            <Button size="3" type="button" variant="soft" color="gray" onClick={() => onDone(null)}>
              Keep the name
            </Button>
          </div>
        </form>
      </Dialog.Content>
    </Dialog.Root>
  );
}
