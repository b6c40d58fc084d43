package io.signalbox.controlplane.database;

import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where PostgreSQL's programs and data are: in the state directory. Only when it must run as nobody, who cannot look
 * into that, they are in a folder of their own under {@code /var/lib}, and a file in the state directory says so.
 */
record PostgresHome(Path folder, Path programs, PostgresUser user) {

    private static final String LOCATION = "database-location";
    private static final Path ELSEWHERE = Path.of("/var/lib/signalbox");
    private static final Duration MOVE_LIMIT = Duration.ofMinutes(10);

    static PostgresHome prepare(StateDirectory state, PostgresUser user) throws IOException {
        Path folder = folder(state, user);
        Path programs = PostgresPrograms.extract(folder);
        return new PostgresHome(folder, programs, user);
    }

    Path data() {
        return folder.resolve("data");
    }

    Command.Result run(Duration limit, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return Command.run(limit, folder, user.command(command));
    }

    /** Gives a file or folder to the user that PostgreSQL runs as, who may be another than at the last start. */
    void own(Path path) throws IOException {
        int wanted = user.owner();
        if (wanted >= 0 && !Files.getAttribute(path, "unix:uid").equals(wanted)) {
            Command.run(MOVE_LIMIT, folder, List.of("chown", "-R", wanted + ":" + wanted, path.toString()))
                    .orThrow("chown");
        }
    }

    private static Path folder(StateDirectory state, PostgresUser user) throws IOException {
        Path inside = state.resolve("postgres");
        Optional<String> location = state.read(LOCATION);
        if (location.isPresent()) {
            return existing(Path.of(location.get()));
        }
        if (user != PostgresUser.NOBODY) {
            if (!Files.isDirectory(inside)) {
                Folders.createPrivateDirectory(inside);
            }
            return inside;
        }
        // The name depends on the state directory's alone, so that a start that was cut off finds it again.
        UUID name = UUID.nameUUIDFromBytes(state.path().toString().getBytes(StandardCharsets.UTF_8));
        Path outside = ELSEWHERE.resolve("postgres-" + name);
        Files.createDirectories(
                ELSEWHERE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        if (Files.isDirectory(inside) && !Files.exists(outside)) {
            Command.run(MOVE_LIMIT, state.path(), List.of("mv", inside.toString(), outside.toString()))
                    .orThrow("moving the database to where the user nobody can read it");
        }
        if (!Files.isDirectory(outside)) {
            Files.createDirectory(outside);
        }
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
        state.write(LOCATION, outside + "\n");
        return outside;
    }

    private static Path existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new StartException("the embedded database should be in " + folder + ", which is not there");
        }
        return folder;
    }
}
