using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Classes that implement an interface by a few methods of their own, and by those of another object for the rest.</summary>
/// <remarks>
/// MathNet's managed provider is sealed, and its interface has more than a hundred methods, of which four are done otherwise here.
/// Written by hand, the others would be as many lines that say nothing; a <see cref="DispatchProxy"/> would take longer to call a method
/// than many a method takes. What is emitted is what a compiler would make of those lines.
/// </remarks>
internal static class ForwardingType
{
    /// <summary>The name of the assembly with the classes; the project file lets it see the internal types of this one.</summary>
    private const string AssemblyName = "SoftmaxNotebooks.Numerics.Forwarding";

    /// <summary>A class that derives from a parent and implements a contract, by methods of the parent, or else of its property.</summary>
    /// <param name="parent">A class with a constructor without parameters, whose virtual methods go first.</param>
    /// <param name="contract">An interface; those that it extends are implemented, too.</param>
    /// <param name="propertyName">The property of the parent that holds the object for the rest, which implements the contract.</param>
    internal static Type Create(Type parent, Type contract, string propertyName)
    {
        MethodInfo inner = parent.GetProperty(propertyName, BindingFlags.Instance | BindingFlags.NonPublic)!.GetMethod!;

        // A notebook may have loaded the parent where it can be unloaded; what refers to it goes with it then.
        bool isCollectible = AssemblyLoadContext.GetLoadContext(parent.Assembly)?.IsCollectible == true;
        AssemblyBuilderAccess access = isCollectible ? AssemblyBuilderAccess.RunAndCollect : AssemblyBuilderAccess.Run;
        TypeBuilder type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(AssemblyName), access)
            .DefineDynamicModule(AssemblyName)
            .DefineType($"{parent.FullName}Of{contract.Name}", TypeAttributes.Public | TypeAttributes.Sealed, parent, [contract]);
        foreach (MethodInfo method in contract.GetInterfaces().Append(contract).SelectMany(extended => extended.GetMethods()))
        {
            Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];

            // The runtime finds what the parent has by itself.
            if (parent.GetMethod(method.Name, parameters) is null) Forward(type, method, parameters, inner);
        }

        return type.CreateType();
    }

    private static void Forward(TypeBuilder type, MethodInfo method, Type[] parameters, MethodInfo inner)
    {
        const MethodAttributes Implementation = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final;
        ILGenerator body = type.DefineMethod(method.Name, Implementation, method.ReturnType, parameters).GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Call, inner);
        for (int i = 1; i <= parameters.Length; i++) body.Emit(OpCodes.Ldarg, (short)i);
        body.Emit(OpCodes.Callvirt, method);
        body.Emit(OpCodes.Ret);
    }
}
