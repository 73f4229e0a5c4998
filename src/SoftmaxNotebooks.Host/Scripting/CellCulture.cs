using System.Globalization;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>The culture that cells run in.</summary>
internal static class CellCulture
{
    /// <summary>From now on this process writes figures as the invariant culture does: they must not depend on the language of the machine.</summary>
    public static void UseInvariant()
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
    }
}
