package io.ddpo.fleet;

import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Setting;
import java.util.List;

/** A kind of back-end that a controller can be given, with settings of its own. */
public interface BackendKind {
    /** As the setting {@code backend} names it. */
    String name();

    /** What it takes beyond the controller's settings; none is required as long as another kind is used. */
    List<Setting<?>> settings();

    /**
     * Opens it.
     *
     * @param fleet name of the fleet, by which it knows its own
     * @throws io.ddpo.service.FatalRoleException if a setting is wrong or missing
     */
    Backend open(String fleet, RoleContext context);
}
